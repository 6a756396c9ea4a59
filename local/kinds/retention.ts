/**
 * `RetentionQuery`: who comes back, period by period.
 *
 * @module
 */

import { z } from "zod";
import {
  type KindContext,
  type KindResult,
  run,
  type SharedFilters,
} from "./context.ts";
import {
  type DateRange,
  dateRange,
  moment,
  resolveDateRange,
} from "./date_range.ts";
import { allOf, type Hogql, hogql } from "./hogql_text.ts";
import {
  addBuckets,
  bucketIndex,
  bucketStart,
  type Interval,
} from "./interval.ts";
import { nodeObject, parseNode } from "./node.ts";
import { type PropertyFilters, propertyFilters } from "./property_filter.ts";
import {
  entityCondition,
  seriesCondition,
  seriesFilters,
  type SeriesNode,
} from "./series.ts";
import { sharedConditions } from "./trends/query.ts";

/** An event or action in a retention, in PostHog's older words. */
interface RetentionEntity {
  readonly id?: string | number | null | undefined;
  readonly type?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly properties?: PropertyFilters | null | undefined;
}

/** What starts a cohort: every time, the first match, or the first event. */
type RetentionType =
  | "retention_recurring"
  | "retention_first_time"
  | "retention_first_ever_occurrence";

interface RetentionNode extends SharedFilters {
  readonly dateRange?: DateRange | null | undefined;
  readonly retentionFilter: {
    readonly targetEntity?: RetentionEntity | null | undefined;
    readonly returningEntity?: RetentionEntity | null | undefined;
    readonly period?: "Hour" | "Day" | "Week" | "Month" | null | undefined;
    readonly totalIntervals?: number | null | undefined;
    readonly retentionType?: RetentionType | null | undefined;
    readonly cumulative?: boolean | null | undefined;
  };
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

const retentionNode: z.ZodType<RetentionNode> = nodeObject({
  dateRange: dateRange.nullish(),
  properties: propertyFilters.nullish(),
  filterTestAccounts: z.boolean().nullish(),
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
    minimumOccurrences: z.literal(1).nullish(),
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
interface Periods {
  readonly name: string;
  readonly unit: Interval;
  readonly count: number;
  readonly first: Temporal.ZonedDateTime;
}

/**
 * Answers a `RetentionQuery`: one row a period, with how many of those who
 * started in it came back 0, 1, 2, … periods later.
 *
 * @throws {QueryKindError} For a node that cannot be read
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { results } = await retentionQuery(
 *   { retentionFilter: { totalIntervals: 2 } },
 *   {
 *     now: Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]"),
 *     weekStartDay: 0,
 *     testAccountFilters: [],
 *     entity: () => undefined,
 *     query: () =>
 *       Promise.resolve({
 *         columns: [],
 *         types: [],
 *         rows: [[0, 0, 5], [0, 1, 2]],
 *         hogql: "",
 *       }),
 *   },
 * );
 * assertEquals(results, [
 *   {
 *     date: "2026-11-19T00:00:00+00:00",
 *     label: "Day 0",
 *     values: [{ count: 5, label: "Day 0" }, { count: 2, label: "Day 1" }],
 *   },
 *   {
 *     date: "2026-11-20T00:00:00+00:00",
 *     label: "Day 1",
 *     values: [{ count: 0, label: "Day 0" }],
 *   },
 * ]);
 * ```
 */
export async function retentionQuery(
  input: unknown,
  context: KindContext,
): Promise<KindResult> {
  const node = parseNode(retentionNode, input);
  const periods = periodsOf(node, context);
  const query = countsQuery(node, periods, context);
  const { rows, hogql } = await run(query, context);
  const counts = new Map(
    rows.map(([start, later, people]) => [`${start} ${later}`, Number(people)]),
  );
  const results = Array.from({ length: periods.count }, (_, start) => ({
    date: addBuckets(periods.first, periods.unit, start)
      .toString({ timeZoneName: "never" }),
    label: `${periods.name} ${start}`,
    values: Array.from({ length: periods.count - start }, (_, later) => ({
      count: counts.get(`${start} ${later}`) ?? 0,
      label: `${periods.name} ${later}`,
    })),
  }));
  return { results, hogql };
}

/** The last `totalIntervals` periods, or those that the date range names. */
function periodsOf(node: RetentionNode, context: KindContext): Periods {
  const { period, totalIntervals } = node.retentionFilter;
  const name = period ?? "Day";
  const unit = UNITS[name] ?? "day";
  const { from, to } = resolveDateRange(node.dateRange, {
    now: context.now,
    weekStartDay: context.weekStartDay,
    firstEvent: context.now,
  });
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

/** One row a starting period and number of periods later: how many people. */
function countsQuery(
  node: RetentionNode,
  periods: Periods,
  context: KindContext,
): Hogql {
  return hogql`SELECT start, later, count() AS people FROM (
SELECT start, arrayJoin(laters) AS later FROM (${
    startsQuery(node, periods, context)
  })) GROUP BY start, later ORDER BY start, later LIMIT 50000`;
}

/**
 * Who started in one period of a retention: `actor`, and `appearances`, for
 * each period from there on 1 where they came back, else 0.
 *
 * @throws {QueryKindError} For a node that cannot be read
 *
 * @example
 * ```ts
 * import { bind } from "./hogql_text.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const people = retentionPeople({ retentionFilter: {} }, 0, {
 *   now: Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]"),
 *   weekStartDay: 0,
 *   testAccountFilters: [],
 *   entity: () => undefined,
 *   query: () => Promise.reject(new Error("not asked")),
 * });
 * assertStringIncludes(bind(people).query, "AS appearances");
 * ```
 */
export function retentionPeople(
  input: unknown,
  start: number,
  context: KindContext,
): Hogql {
  const node = parseNode(retentionNode, input);
  const periods = periodsOf(node, context);
  return hogql`SELECT person_id AS actor,
arrayMap(k -> toInt(has(laters, k)), range(${periods.count - start}))
AS appearances FROM (${startsQuery(node, periods, context)})
WHERE start = ${start}`;
}

/** One row a person and starting period: in which later ones they came back. */
function startsQuery(
  node: RetentionNode,
  { unit, count, first }: Periods,
  context: KindContext,
): Hogql {
  const { retentionType } = node.retentionFilter;
  const isRecurring = (retentionType ?? "retention_recurring") ===
    "retention_recurring";
  const target = seriesOf(node.retentionFilter.targetEntity);
  const returning = seriesOf(node.retentionFilter.returningEntity);
  const shared = sharedConditions(node, context);
  const end = addBuckets(first, unit, count);
  const bucket = bucketIndex(first, unit);
  const starts = isRecurring
    ? recurringStarts(target, bucket, context)
    : firstStarts(target, node, bucket, context);
  // The first time may lie before the periods, so all of the past is read.
  const since = isRecurring
    ? hogql`timestamp >= ${moment(first)} AND timestamp < ${moment(end)}`
    : hogql`timestamp < ${moment(end)}`;
  const returns = seriesCondition(returning, context);
  const later = hogql`arrayFilter(x -> x > 0,
arrayMap(back -> back - start, backs))`;
  // Who came back counts until then, too.
  const laters = node.retentionFilter.cumulative
    ? hogql`range(0, arrayMax(arrayConcat([0], ${later})) + 1)`
    : hogql`arrayConcat([0], ${later})`;
  return hogql`SELECT person_id, start, ${laters} AS laters FROM (
SELECT person_id, arrayJoin(starts) AS start, backs FROM (
SELECT person_id, ${starts} AS starts,
groupUniqArrayIf(${bucket}, ${returns}) AS backs
FROM events WHERE ${allOf([since, ...shared])} GROUP BY person_id))
WHERE start >= 0 AND start < ${count}`;
}

function recurringStarts(
  target: SeriesNode,
  bucket: Hogql,
  context: KindContext,
): Hogql {
  return hogql`groupUniqArrayIf(${bucket}, ${
    seriesCondition(target, context)
  })`;
}

/**
 * The period of the first event that matches; or, for the first occurrence
 * ever, of the first event, if that one matches.
 */
function firstStarts(
  target: SeriesNode,
  node: RetentionNode,
  bucket: Hogql,
  context: KindContext,
): Hogql {
  const matches = seriesCondition(target, context);
  if (node.retentionFilter.retentionType === "retention_first_time") {
    return hogql`if(countIf(${matches}) > 0, [minIf(${bucket}, ${matches})], [])`;
  }
  const happens = allOf(entityCondition(target, context));
  const passes = allOf(seriesFilters(target, context));
  return hogql`if(countIf(${happens}) > 0
AND argMinIf(${passes}, timestamp, ${happens}),
[minIf(${bucket}, ${happens})], [])`;
}

/** Pageviews where nothing is asked for, as in PostHog. */
function seriesOf(entity: RetentionEntity | null | undefined): SeriesNode {
  const properties = entity?.properties;
  if (entity?.type === "actions") {
    return { kind: "ActionsNode", id: Number(entity.id), properties };
  }
  const event = entity === null || entity === undefined
    ? "$pageview"
    : entity.id === null || entity.id === undefined
    ? null
    : String(entity.id);
  return { kind: "EventsNode", event, properties };
}
