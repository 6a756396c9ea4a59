/**
 * The definition of a cohort, checked as PostHog checks it: fields nobody
 * knows are refused.
 *
 * @module
 */

import { z } from "zod";
import type { PropertyFilter } from "./property_filter.ts";

/** Length of time. */
export type TimeUnit = "minute" | "hour" | "day" | "week" | "month" | "year";

/** What somebody did. */
export interface BehavioralLeaf {
  /** Names the type. */
  readonly type: "behavioral";
  /** Name of the event, or number of the action. */
  readonly key?: string | number | null | undefined;
  /** What `key` is. */
  readonly event_type: "events" | "actions";
  /** How it was done. */
  readonly value:
    | "performed_event"
    | "performed_event_multiple"
    | "performed_event_first_time"
    | "performed_event_sequence"
    | "performed_event_regularly"
    | "stopped_performing_event"
    | "restarted_performing_event";
  /** Turns the condition round. */
  readonly negation?: boolean | undefined;
  /** Compares how often. */
  readonly operator?: string | null | undefined;
  /** How often. */
  readonly operator_value?: number | null | undefined;
  /** How far back. */
  readonly time_value?: number | null | undefined;
  /** Unit of `time_value`. */
  readonly time_interval?: TimeUnit | null | undefined;
  /** Since when, instead of how far back. */
  readonly explicit_datetime?: string | null | undefined;
  /** Until when. */
  readonly explicit_datetime_to?: string | null | undefined;
  /** What has to follow. */
  readonly seq_event?: string | number | null | undefined;
  /** What `seq_event` is. */
  readonly seq_event_type?: "events" | "actions" | null | undefined;
  /** Within what time; for stopped and restarted: how far back is lately. */
  readonly seq_time_value?: number | null | undefined;
  /** Unit of `seq_time_value`. */
  readonly seq_time_interval?: TimeUnit | null | undefined;
  /** For "regularly": how many periods are looked at. */
  readonly total_periods?: number | null | undefined;
  /** For "regularly": in how many of them. */
  readonly min_periods?: number | null | undefined;
  /** Filters on the events. */
  readonly event_filters?: readonly PropertyFilter[] | null | undefined;
}

/** What somebody is, or another cohort they are in. */
export type PropertyLeaf = Omit<PropertyFilter, "key" | "type"> & {
  /** Names the type. */
  readonly type: "person" | "person_metadata" | "cohort" | "static-cohort";
  /** The property; may be absent for cohorts. */
  readonly key?: string | undefined;
};

/** One condition of a cohort. */
export type CohortLeaf = BehavioralLeaf | PropertyLeaf;

const json = z.json();

const behavioral = z.strictObject({
  type: z.literal("behavioral"),
  key: z.union([z.string(), z.number()]).nullish(),
  event_type: z.enum(["events", "actions"]),
  value: z.enum([
    "performed_event",
    "performed_event_multiple",
    "performed_event_first_time",
    "performed_event_sequence",
    "performed_event_regularly",
    "stopped_performing_event",
    "restarted_performing_event",
  ]),
  negation: z.boolean().optional(),
  operator: z.enum(["gte", "lte", "gt", "lt", "eq", "exact"]).nullish(),
  operator_value: z.coerce.number().int().min(0).nullish(),
  time_value: z.coerce.number().int().min(0).nullish(),
  time_interval: z.enum(["minute", "hour", "day", "week", "month", "year"])
    .nullish(),
  explicit_datetime: z.string().nullish(),
  explicit_datetime_to: z.string().nullish(),
  seq_event: z.union([z.string(), z.number()]).nullish(),
  seq_event_type: z.enum(["events", "actions"]).nullish(),
  seq_time_value: z.coerce.number().int().min(0).nullish(),
  seq_time_interval: z.enum(["minute", "hour", "day", "week", "month", "year"])
    .nullish(),
  total_periods: z.coerce.number().int().positive().nullish(),
  min_periods: z.coerce.number().int().positive().nullish(),
  event_filters: z.array(z.looseObject({ key: z.string() })).nullish(),
  bytecode: json.optional(),
  bytecode_error: z.string().nullish(),
  conditionHash: z.string().nullish(),
});

const person = z.strictObject({
  type: z.enum(["person", "person_metadata"]),
  key: z.string(),
  operator: z.string(),
  value: json.optional(),
  negation: z.boolean().optional(),
  bytecode: json.optional(),
  bytecode_error: z.string().nullish(),
  conditionHash: z.string().nullish(),
}).refine(
  ({ operator, value }) =>
    operator === "is_set" || operator === "is_not_set" ||
    value !== undefined && value !== null,
  { message: "Value is required for this operator.", path: ["value"] },
);

const member = z.strictObject({
  type: z.enum(["cohort", "static-cohort"]),
  key: z.string().optional(),
  value: z.coerce.number().int(),
  operator: z.string().nullish(),
  negation: z.boolean().optional(),
  bytecode: json.optional(),
  bytecode_error: z.string().nullish(),
  conditionHash: z.string().nullish(),
});

/** Conditions joined by AND or OR. */
export interface CohortGroup {
  /** How they are joined. */
  readonly type: "AND" | "OR";
  /** Conditions or groups of them. */
  readonly values: readonly (CohortGroup | CohortLeaf)[];
}

const leaf: z.ZodType<CohortLeaf> = z.discriminatedUnion("type", [
  behavioral,
  person,
  member,
]);

const group: z.ZodType<CohortGroup> = z.lazy(() =>
  z.strictObject({
    type: z.enum(["AND", "OR"]),
    values: z.array(
      z.custom<CohortGroup | CohortLeaf>().transform((value, context) => {
        const isGroup = typeof value === "object" && value !== null &&
          "values" in value;
        const parsed = (isGroup ? group : leaf).safeParse(value);
        if (parsed.success) return parsed.data;
        for (const { message, path } of parsed.error.issues) {
          context.addIssue({ code: "custom", message, path });
        }
        return z.NEVER;
      }),
    ),
  })
);

/** The schema of a cohort's `filters`. */
export const cohortFilters: z.ZodType<{ readonly properties: CohortGroup }> = z
  .strictObject({ properties: group });
