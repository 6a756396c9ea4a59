/**
 * Parameters that many templates share, so that one name means one thing.
 *
 * @module
 */

import { z } from "zod";

/** A value that may be left open. */
type Open<Type extends z.ZodType> = z.ZodDefault<z.ZodNullable<Type>>;

/** Which time a template looks at: days of the project's time zone, both ends included. */
export interface RangeFields {
  /** Days to look back, beside the day it looks back from. */
  readonly days: z.ZodDefault<z.ZodInt>;
  /** First day; wins over `days`. */
  readonly start_date: Open<z.ZodISODate>;
  /** Last day. */
  readonly end_date: Open<z.ZodISODate>;
}

/** The three parameters that say which time to look at. */
export function range(days: number): RangeFields {
  return {
    days: z.int().min(0).max(3650).default(days).describe(
      "How many days to look back from today or from end_date, which counts too",
    ),
    start_date: day("First day to include, instead of days"),
    end_date: day("Last day to include; today and up to now if not given"),
  };
}

/** A day in the project's time zone, or null. */
function day(description: string): Open<z.ZodISODate> {
  return z.iso.date().nullable().default(null).describe(description)
    .meta({ examples: ["2026-01-31"] });
}

/** Most rows to return. */
export function limit(rows: number): z.ZodDefault<z.ZodInt> {
  return z.int().min(1).max(50_000).default(rows).describe(
    "Most rows to return; the answer says whether there are more",
  );
}

/** The name of an event. */
export function eventName(
  fallback: string,
  description: string,
): z.ZodDefault<z.ZodString> {
  return z.string().min(1).default(fallback).describe(description);
}

/** A text that may be left open. */
export function optionalText(
  description: string,
  example: string,
): Open<z.ZodString> {
  return z.string().min(1).nullable().default(null).describe(description)
    .meta({ examples: [example] });
}

/** Whether to leave out the people whom the project calls internal and test users. */
export function filterTestAccounts(): z.ZodDefault<z.ZodBoolean> {
  return z.boolean().default(false).describe(
    "Leave out internal and test users, as the project's settings define them",
  );
}
