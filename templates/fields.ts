/**
 * Parameters that many templates share, so that one name means one thing.
 *
 * @module
 */

import { z } from "zod";
import type { FileFormat } from "../driver/mod.ts";
import { named } from "./names.ts";

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
      "Days to look back from today or from end_date, which counts, too",
    ),
    start_date: day("First day to include, instead of days"),
    end_date: endDate(),
  };
}

/** The last day to look at. */
export function endDate(): Open<z.ZodISODate> {
  return day("Last day to include; today if not given");
}

/** A day in the project's time zone, or null. */
function day(description: string): Open<z.ZodISODate> {
  return z.iso.date().nullable().default(null).describe(description)
    .meta({ examples: ["2026-01-31"] });
}

/** Most rows to return. */
export function limit(
  rows: number,
  description = "Most rows to return; the answer says whether there are more",
): z.ZodDefault<z.ZodInt> {
  return z.int().min(1).max(50_000).default(rows).describe(description);
}

/** The name of an event. */
export function eventName(
  fallback: string,
  description: string,
): z.ZodDefault<z.ZodString> {
  return named("event", text(fallback, description));
}

/** A text that is never empty. */
export function text(
  fallback: string,
  description: string,
): z.ZodDefault<z.ZodString> {
  return z.string().min(1).default(fallback).describe(description);
}

/** Names of events; which is meant when there are none is for the description. */
export function eventNames(
  description: string,
): z.ZodDefault<z.ZodArray<z.ZodString>> {
  return named("event", texts([], description));
}

/** Texts, none of them empty. */
export function texts(
  fallback: readonly string[],
  description: string,
): z.ZodDefault<z.ZodArray<z.ZodString>> {
  return z.array(z.string().min(1)).max(1000).default([...fallback])
    .describe(description).meta({ examples: [["purchase"]] });
}

/** The name of a property of events. */
export function propertyName(
  fallback: string,
  description: string,
): z.ZodDefault<z.ZodString> {
  return named("event_property", text(fallback, description));
}

/** A text that may be left open; `fallback` where it usually is not. */
export function optionalText(
  description: string,
  example: string,
  fallback: string | null = null,
): Open<z.ZodString> {
  return z.string().min(1).nullable().default(fallback).describe(description)
    .meta({ examples: [example] });
}

/** What a funnel is: its steps, and how long somebody may take for all of them. */
export interface FunnelFields {
  /** Names of events. Each event once: one event cannot be two steps. */
  readonly funnel_steps: z.ZodDefault<z.ZodArray<z.ZodString>>;
  /** Days from the first step to the last. */
  readonly window_days: z.ZodDefault<z.ZodNumber>;
}

/** The two parameters that make a funnel. */
export function funnel(): FunnelFields {
  const steps = z.array(z.string().min(1)).min(2).max(20)
    .refine((steps) => new Set(steps).size === steps.length, {
      error: "a list of different events, each named once",
    })
    .default(["user_signed_up", "onboarding_completed", "purchase"])
    .describe("Names of the events, in order");
  return {
    funnel_steps: named("event", steps),
    window_days: windowDays(
      14,
      "Days from the first step within which the last must happen",
    ),
  };
}

/** A number of days, parts of days included. */
export function windowDays(
  days: number,
  description: string,
): z.ZodDefault<z.ZodNumber> {
  return z.number().positive().max(3650).default(days).describe(description);
}

/** Whether to leave out the people whom the project calls internal and test users. */
export function filterTestAccounts(): z.ZodDefault<z.ZodBoolean> {
  return z.boolean().default(false).describe(
    "Leave out internal and test users, as the project's settings define them",
  );
}

/** A point in time with its offset from UTC, or null for now. */
export function moment(description: string): Open<z.ZodISODateTime> {
  return z.iso.datetime({ offset: true }).nullable().default(null)
    .describe(description).meta({ examples: ["2026-01-31T12:00:00Z"] });
}

/** Which files to write. */
export function fileFormats(
  fallback: readonly FileFormat[],
): z.ZodDefault<z.ZodArray<z.ZodEnum<Record<FileFormat, FileFormat>>>> {
  return z.array(
    z.enum({ jsonl: "jsonl", csv: "csv", parquet: "parquet" }),
  ).min(1).max(3).refine((all) => new Set(all).size === all.length, {
    error: "a list of different formats",
  }).default([...fallback]).describe("Which files to write");
}

/** Time for templates that write files of any size: several million events. */
export const EXPORT_MS: number = 10 * 60_000;

/** What a script says about a file it wrote. */
export function fileResult(): z.ZodObject<{
  readonly name: z.ZodString;
  readonly format: z.ZodString;
  readonly rows: z.ZodNumber;
  readonly bytes: z.ZodNumber;
  readonly sha256: z.ZodString;
}> {
  return z.object({
    name: z.string(),
    format: z.string(),
    rows: z.number(),
    bytes: z.number(),
    sha256: z.string(),
  });
}
