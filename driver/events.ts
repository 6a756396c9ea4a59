/**
 * Reading a few events.
 *
 * @module
 */

import type { Connection } from "./connection.ts";
import {
  type Conditions,
  conditionsOf,
  type EventFilter,
} from "./event_filter.ts";
import { EVENT_COLUMNS, type PostHogEvent, toEvent } from "./event_row.ts";
import type { Listing } from "./listing.ts";
import { runQuery } from "./query.ts";
import type { TimeInput } from "./time_bound.ts";

/** Which events, and how many. */
export interface GetEventsOptions extends EventFilter {
  /** From here on, inclusive. */
  readonly after?: TimeInput;
  /** Up to here, exclusive. */
  readonly before?: TimeInput;
  /**
   * Most events, up to 50,000.
   * @default {100}
   */
  readonly limit?: number;
  /**
   * Which come first.
   * @default {"newest"}
   */
  readonly order?: "newest" | "oldest";
  /** Gives up. */
  readonly signal?: AbortSignal;
}

/** Reads events, newest first. */
export async function getEvents(
  connection: Connection,
  options: GetEventsOptions = {},
): Promise<Listing<PostHogEvent>> {
  const { after, before, limit = 100, order = "newest", signal } = options;
  const conditions = conditionsOf(options, {
    from: after,
    to: before,
    isInclusive: false,
    names: ["after", "before"],
  }, connection.settings.now());
  const direction = order === "newest" ? "DESC" : "ASC";
  const hogql = `SELECT ${EVENT_COLUMNS} FROM events ${
    whereOf(conditions)
  } ORDER BY timestamp ${direction}, toString(uuid) ${direction}`;
  const { values, envelope } = await runQuery(connection, hogql, {
    values: conditions.values,
    filters: conditions.filters,
    limit,
    signal,
  });
  return { rows: values.map(toEvent), envelope };
}

/** Conditions as a WHERE clause, or nothing. */
function whereOf({ where }: Conditions): string {
  return where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`;
}
