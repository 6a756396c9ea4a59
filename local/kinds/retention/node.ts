/**
 * The `RetentionQuery` node, and the periods it is about.
 *
 * @module
 */

import { z } from "zod";
import { type BreakdownFilter, breakdownFilter } from "../breakdown.ts";
import { type KindContext, spanOf } from "../context.ts";
import { insightFields, type InsightNode } from "../insight_node.ts";
import { addBuckets, bucketStart, type Interval } from "../interval.ts";
import { nodeObject } from "../node.ts";
import { type PropertyFilters, propertyFilters } from "../property_filter.ts";

/** An event or action in a retention, in PostHog's older words. */
export interface RetentionEntity {
  /** Name of the event, or number of the action; all events where it is null. */
  readonly id?: string | number | null | undefined;
  /** `events` or `actions`. */
  readonly type?: string | null | undefined;
  /** Name for people. */
  readonly name?: string | null | undefined;
  /** Filters on it. */
  readonly properties?: PropertyFilters | null | undefined;
}

/** What starts a cohort: every time, the first match, or the first event. */
export type RetentionType =
  | "retention_recurring"
  | "retention_first_time"
  | "retention_first_ever_occurrence";

/** Who comes back, period by period. */
export interface RetentionNode extends InsightNode {
  /** One table a value of a property, or a cohort. */
  readonly breakdownFilter?: BreakdownFilter | null | undefined;
  /** Count groups of this type instead of people. */
  readonly aggregation_group_type_index?: number | null | undefined;
  /** What starts and what counts as coming back. */
  readonly retentionFilter: RetentionFilter;
}

/** What starts and what counts as coming back. */
export interface RetentionFilter {
  /** What starts. */
  readonly targetEntity?: RetentionEntity | null | undefined;
  /** What counts as coming back. */
  readonly returningEntity?: RetentionEntity | null | undefined;
  /** Length of a period. */
  readonly period?: "Hour" | "Day" | "Week" | "Month" | null | undefined;
  /** How many periods; 8 where absent. */
  readonly totalIntervals?: number | null | undefined;
  /** Which starts count; every one where absent. */
  readonly retentionType?: RetentionType | null | undefined;
  /** Who came back counts in all periods until then. */
  readonly cumulative?: boolean | null | undefined;
  /** How often it must happen in a period to count; once where absent. */
  readonly minimumOccurrences?: number | null | undefined;
}

const entity = nodeObject({
  id: z.union([z.string(), z.number()]).nullish(),
  type: z.string().nullish(),
  name: z.string().nullish(),
  properties: propertyFilters.nullish(),
}, ["custom_name", "kind", "order", "uuid"]);

/** How the table and its curves are drawn. */
const SHOWN_ONLY = [
  "dashboardDisplay",
  "display",
  "goalLines",
  "meanRetentionCalculation",
  "retentionReference",
  "selectedInterval",
  "showTrendLines",
];

/** The schema of a `RetentionQuery`. */
export const retentionNode: z.ZodType<RetentionNode> = nodeObject({
  ...insightFields,
  breakdownFilter: breakdownFilter.nullish(),
  aggregation_group_type_index: z.number().int().min(0).max(4).nullish(),
  retentionFilter: nodeObject({
    targetEntity: entity.nullish(),
    returningEntity: entity.nullish(),
    period: z.enum(["Hour", "Day", "Week", "Month"]).nullish(),
    totalIntervals: z.number().int().min(1).max(100).nullish(),
    retentionType: z.enum([
      "retention_recurring",
      "retention_first_time",
      "retention_first_ever_occurrence",
    ]).nullish(),
    cumulative: z.boolean().nullish(),
    minimumOccurrences: z.number().int().min(1).max(1000).nullish(),
    timeWindowMode: z.literal("strict_calendar_dates").nullish(),
  }, SHOWN_ONLY),
});

const UNITS: Readonly<Record<string, Interval>> = {
  Hour: "hour",
  Day: "day",
  Week: "week",
  Month: "month",
};

/** The periods of a retention. */
export interface Periods {
  /** PostHog's word for a period. */
  readonly name: string;
  /** Its length. */
  readonly unit: Interval;
  /** How many there are. */
  readonly count: number;
  /** First moment of the first. */
  readonly first: Temporal.ZonedDateTime;
}

/**
 * The last `totalIntervals` periods, or those that the date range names.
 *
 * @throws {QueryKindError} For text that is no date
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { first, count } = await periodsOf({ retentionFilter: {} }, {
 *   now: Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]"),
 *   weekStartDay: 0,
 *   query: () => Promise.reject(new Error("not asked")),
 * });
 * assertEquals([first.day, count], [13, 8]);
 * ```
 */
export async function periodsOf(
  node: RetentionNode,
  context: Pick<KindContext, "now" | "weekStartDay" | "query">,
): Promise<Periods> {
  const { period, totalIntervals } = node.retentionFilter;
  const name = period ?? "Day";
  const unit = UNITS[name] ?? "day";
  const { from, to } = await spanOf(node.dateRange, context);
  const last = bucketStart(to, unit, context.weekStartDay);
  const asked = totalIntervals ?? 8;
  if (node.dateRange?.date_from && !totalIntervals) {
    const first = bucketStart(from, unit, context.weekStartDay);
    let count = 1;
    while (
      count < 100 &&
      Temporal.ZonedDateTime.compare(addBuckets(first, unit, count), last) <= 0
    ) count += 1;
    return { name, unit, count, first };
  }
  return { name, unit, count: asked, first: addBuckets(last, unit, 1 - asked) };
}
