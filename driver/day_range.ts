/**
 * Which days a question is about, in the project's time zone.
 *
 * @module
 */

import type { Connection } from "./connection.ts";
import { invalid } from "./failure.ts";
import { askHogQL } from "./query.ts";
import { Text } from "./shape.ts";
import { addDays } from "./time_bound.ts";
import { parseWire } from "./wire_shape.ts";

/** Which days, as templates take them. */
export interface DayRangeOptions {
  /** How many days to look back, beside the last. */
  readonly days: number;
  /** First day, instead of `days`: YYYY-MM-DD. */
  readonly start_date?: string | null;
  /** Last day: YYYY-MM-DD. Default: today. */
  readonly end_date?: string | null;
}

/** Whole days. A query takes `>= first_day` and `< day_after`. */
export interface DayRange {
  /** YYYY-MM-DD. */
  readonly first_day: string;
  /** YYYY-MM-DD; belongs to the range. */
  readonly last_day: string;
  /** YYYY-MM-DD; no longer belongs to the range. */
  readonly day_after: string;
}

/** Works out the days; asks the server which day it is where that matters. */
export async function dayRange(
  connection: Connection,
  { days, start_date, end_date }: DayRangeOptions,
): Promise<DayRange> {
  const last_day = end_date ?? await today(connection);
  const first_day = start_date ?? addDays(last_day, -days);
  if (first_day > last_day) {
    throw invalid(
      `look at ${first_day} to ${last_day}`,
      "the first day is after the last",
      "invalid_range",
      "Set start_date to a day before end_date, which is today if not given",
      "start_date",
    );
  }
  return { first_day, last_day, day_after: addDays(last_day, 1) };
}

async function today(connection: Connection): Promise<string> {
  const { values } = await askHogQL(
    connection,
    "SELECT toDate(now()) AS today",
    { limit: 1 },
  );
  return parseWire("today", Text, values[0]?.[0]);
}
