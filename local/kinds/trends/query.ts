/**
 * The HogQL of one series of a `TrendsQuery`.
 *
 * @module
 */

import {
  breakdownValues,
  hasBreakdownValue,
  OTHER_VALUES,
  type ResolvedBreakdown,
} from "../breakdown.ts";
import { moment, type TimeSpan, withinSpan } from "../date_range.ts";
import { allOf, arrayOf, type Hogql, hogql, keyword } from "../hogql_text.ts";
import { addBuckets, bucketIndex, type Interval } from "../interval.ts";
import {
  entityCondition,
  seriesCondition,
  seriesFilters,
  type SeriesNode,
} from "../series.ts";
import { type FilterContext, sharedConditions } from "../shared_filters.ts";
import { type Counting, countingOf } from "./math.ts";
import type { TrendsNode } from "./node.ts";

/** What all queries of one series share. */
export interface TrendsPlan {
  /** The whole node. */
  readonly node: TrendsNode;
  /** The series. */
  readonly series: SeriesNode;
  /** Which moments count. */
  readonly span: TimeSpan;
  /** First moment of the first bucket; `undefined` for one number. */
  readonly first: Temporal.ZonedDateTime | undefined;
  /** Length of a bucket. */
  readonly unit: Interval;
  /** The breakdown, where there is one. */
  readonly breakdown: ResolvedBreakdown | undefined;
}

/**
 * The query for the values that get a line of their own: those with most
 * events, one more than the limit, so that one can tell whether others exist.
 *
 * @example
 * ```ts
 * import { bind } from "../hogql_text.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const now = Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]");
 * const series = { kind: "EventsNode" as const, event: "a" };
 * const text = bind(topValuesQuery({
 *   node: { series: [series] },
 *   series,
 *   span: { from: now, to: now },
 *   first: now,
 *   unit: "day",
 *   breakdown: undefined,
 * }, {
 *   now,
 *   entity: () => undefined,
 *   testAccountFilters: [],
 * })).query;
 * assertStringIncludes(text, "GROUP BY breakdown");
 * ```
 */
export function topValuesQuery(
  plan: TrendsPlan,
  context: FilterContext,
): Hogql {
  const limit = (plan.breakdown?.limit ?? 0) + 1;
  const where = conditionOf(plan, context, plan.span);
  return hogql`SELECT ${breakdownOf(plan)} AS breakdown, count() AS volume
FROM events WHERE ${where}
GROUP BY breakdown ORDER BY volume DESC, breakdown LIMIT ${limit}`;
}

/**
 * The query for the points of a series: one row a breakdown value, with the
 * value and a list of bucket and number.
 *
 * @throws {QueryKindError} For a `math` or a filter that has no meaning
 *
 * @example
 * ```ts
 * import { bind } from "../hogql_text.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const now = Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]");
 * const series = { kind: "EventsNode" as const, math: "dau" };
 * const text = bind(pointsQuery({
 *   node: { series: [series] },
 *   series,
 *   span: { from: now, to: now },
 *   first: now,
 *   unit: "day",
 *   breakdown: undefined,
 * }, {
 *   now,
 *   entity: () => undefined,
 *   testAccountFilters: [],
 * })).query;
 * assertStringIncludes(text, "count(DISTINCT person_id)");
 * ```
 */
export function pointsQuery(
  plan: TrendsPlan,
  context: FilterContext,
  top?: readonly (readonly string[])[],
): Hogql {
  const counting = countingOf(plan.series, plan.unit);
  const points = pointsOf(counting, plan, context, lineOf(plan, top));
  return hogql`SELECT breakdown, groupArray((bucket, total)) AS points
FROM (${points}) GROUP BY breakdown LIMIT 50000`;
}

function pointsOf(
  counting: Counting,
  plan: TrendsPlan,
  context: FilterContext,
  line: Hogql,
): Hogql {
  switch (counting.kind) {
    case "aggregate":
      return hogql`SELECT ${bucketOf(plan)} AS bucket, ${line} AS breakdown,
${counting.aggregate} AS total
FROM events WHERE ${conditionOf(plan, context, plan.span)}
GROUP BY bucket, breakdown`;
    case "per_person":
      return hogql`SELECT bucket, breakdown, ${counting.aggregate} AS total FROM (
SELECT ${bucketOf(plan)} AS bucket, ${line} AS breakdown, count() AS times
FROM events WHERE ${conditionOf(plan, context, plan.span)}
GROUP BY bucket, breakdown, person_id) GROUP BY bucket, breakdown`;
    case "rolling":
      return rollingPoints(counting.days, plan, context, line);
    case "first":
      return firstPoints(counting.filtersFirst, plan, context, line);
  }
}

/** Buckets that a rolling count looks back for each of its days. */
const PER_DAY = { minute: 1440, hour: 24, day: 1, week: 1, month: 1 };

/** From the days before the first bucket; or back from the end of it all. */
function rollingSpan(
  days: number,
  { first, unit, span: { to } }: TrendsPlan,
): TimeSpan {
  return first === undefined
    ? { from: to.subtract({ days }), to }
    : { from: addBuckets(first, unit, 1 - days * PER_DAY[unit]), to };
}

/** An event counts in its own bucket and in those of the days after it. */
function rollingPoints(
  days: number,
  plan: TrendsPlan,
  context: FilterContext,
  line: Hogql,
): Hogql {
  const reach = plan.first === undefined ? 1 : days * PER_DAY[plan.unit];
  const where = conditionOf(plan, context, rollingSpan(days, plan));
  return hogql`SELECT active + arrayJoin(range(${reach})) AS bucket, breakdown,
count(DISTINCT person_id) AS total FROM (
SELECT DISTINCT ${bucketOf(plan)} AS active, ${line} AS breakdown, person_id
FROM events WHERE ${where}) GROUP BY bucket, breakdown`;
}

/** The first event ever decides, also when it lies before the span. */
function firstPoints(
  filtersFirst: boolean,
  plan: TrendsPlan,
  context: FilterContext,
  line: Hogql,
): Hogql {
  return hogql`SELECT ${bucketOf(plan, hogql`first_time`)} AS bucket, breakdown,
count() AS total FROM (${firstEvents(filtersFirst, plan, context, line)})
WHERE matches AND first_time >= ${moment(plan.span.from)}
GROUP BY bucket, breakdown`;
}

/** One row a person: when they first did it, and whether the filters match. */
function firstEvents(
  filtersFirst: boolean,
  plan: TrendsPlan,
  context: FilterContext,
  line: Hogql,
): Hogql {
  const shared = sharedConditions(plan.node, context);
  const own = seriesFilters(plan.series, context);
  const entity = entityCondition(plan.series, context);
  const before = hogql`timestamp <= ${moment(plan.span.to)}`;
  const where = filtersFirst
    ? [before, ...entity, ...own, ...shared]
    : [before, ...entity];
  const matches = filtersFirst ? hogql`true` : allOf([...own, ...shared]);
  // Cohorts are the person's, not the event's: each has a line of its own.
  const [value, groups] = plan.breakdown?.cohorts === undefined
    ? [hogql`argMin(${line}, timestamp)`, hogql`person_id`]
    : [line, hogql`person_id, breakdown`];
  return hogql`SELECT person_id, min(timestamp) AS first_time,
${value} AS breakdown, argMin(${matches}, timestamp) AS matches
FROM events WHERE ${allOf(where)} GROUP BY ${groups}`;
}

/**
 * Who is behind a point of a trend, whose span is the point's bucket: a query
 * for `actor`.
 *
 * @throws {QueryKindError} For a `math` or a filter that has no meaning
 *
 * @example
 * ```ts
 * import { bind } from "../hogql_text.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const now = Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]");
 * const series = { kind: "EventsNode" as const, event: "a" };
 * const text = bind(peopleQuery({
 *   node: { series: [series] },
 *   series,
 *   span: { from: now, to: now },
 *   first: now,
 *   unit: "day",
 *   breakdown: undefined,
 * }, undefined, {
 *   now,
 *   entity: () => undefined,
 *   testAccountFilters: [],
 * })).query;
 * assertStringIncludes(text, "SELECT DISTINCT person_id AS actor");
 * ```
 */
export function peopleQuery(
  plan: TrendsPlan,
  value: string | number | readonly string[] | undefined,
  context: FilterContext,
): Hogql {
  const counting = countingOf(plan.series, plan.unit);
  const hasValue = plan.breakdown === undefined || value === undefined
    ? hogql`true`
    : hasBreakdownValue(plan.breakdown, value);
  if (counting.kind === "first") {
    const first = firstEvents(
      counting.filtersFirst,
      {
        ...plan,
        breakdown: undefined,
      },
      context,
      hasValue,
    );
    return hogql`SELECT person_id AS actor FROM (${first})
WHERE matches AND breakdown AND first_time >= ${moment(plan.span.from)}`;
  }
  const span = counting.kind === "rolling"
    ? rollingSpan(counting.days, plan)
    : plan.span;
  return hogql`SELECT DISTINCT person_id AS actor FROM events
WHERE ${conditionOf(plan, context, span)} AND ${hasValue}`;
}

function conditionOf(
  plan: TrendsPlan,
  context: FilterContext,
  span: TimeSpan,
): Hogql {
  return allOf([
    withinSpan(span),
    seriesCondition(plan.series, context),
    ...sharedConditions(plan.node, context),
  ]);
}

function bucketOf(plan: TrendsPlan, time?: Hogql): Hogql {
  return plan.first === undefined
    ? keyword("0")
    : bucketIndex(plan.first, plan.unit, time);
}

function breakdownOf({ breakdown }: TrendsPlan): Hogql {
  return breakdown === undefined ? hogql`['']` : breakdownValues(breakdown);
}

/** The line an event belongs to: its value, or the line of the others. */
function lineOf(
  plan: TrendsPlan,
  top: readonly (readonly string[])[] | undefined,
): Hogql {
  const values = breakdownOf(plan);
  if (top === undefined) return values;
  const others = arrayOf(
    plan.breakdown?.expressions.map(() => OTHER_VALUES) ?? [],
  );
  return hogql`if(has(${arrayOf(top)}, ${values}), ${values}, ${others})`;
}
