/**
 * The HogQL of a `RetentionQuery`.
 *
 * @module
 */

import { breakdownValues, type ResolvedBreakdown } from "../breakdown.ts";
import { moment } from "../date_range.ts";
import { allOf, type Hogql, hogql, identifier } from "../hogql_text.ts";
import { addBuckets, bucketIndex } from "../interval.ts";
import {
  entityCondition,
  seriesCondition,
  seriesFilters,
  type SeriesNode,
} from "../series.ts";
import { type FilterContext, sharedConditions } from "../shared_filters.ts";
import type { Periods, RetentionEntity, RetentionNode } from "./node.ts";

/** A retention ready to query. */
export interface RetentionPlan {
  /** The node. */
  readonly node: RetentionNode;
  /** Its periods. */
  readonly periods: Periods;
  /** The breakdown, where there is one. */
  readonly breakdown: ResolvedBreakdown | undefined;
}

/**
 * One row a person (or group), breakdown value and starting period: `actor`,
 * `line`, `start`, and `laters`, the numbers of periods after which they came
 * back, 0 among them.
 *
 * @throws {QueryKindError} For an action that does not exist
 *
 * @example
 * ```ts
 * import { bind } from "../hogql_text.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const first = Temporal.ZonedDateTime.from("2026-11-20T00:00[UTC]");
 * const text = bind(startsQuery({
 *   node: { retentionFilter: {} },
 *   periods: { name: "Day", unit: "day", count: 8, first },
 *   breakdown: undefined,
 * }, { now: first, entity: () => undefined, testAccountFilters: [] })).query;
 * assertStringIncludes(text, "AS laters");
 * ```
 */
export function startsQuery(
  { node, periods: { unit, count, first }, breakdown }: RetentionPlan,
  context: FilterContext,
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
  const backs = oftenEnough(node, hogql`groupArrayIf(${bucket}, ${returns})`);
  const line = breakdown === undefined
    ? hogql`['']`
    : breakdownValues(breakdown);
  const group = node.aggregation_group_type_index ?? null;
  const actor = group === null
    ? hogql`person_id`
    : identifier(`$group_${group}`);
  const hasActor = group === null ? [] : [hogql`${actor} != ''`];
  return hogql`SELECT actor, line, start, ${laters} AS laters FROM (
SELECT actor, line, arrayJoin(starts) AS start, backs FROM (
SELECT ${actor} AS actor, ${line} AS line, ${starts} AS starts, ${backs} AS backs
FROM events WHERE ${allOf([since, ...hasActor, ...shared])}
GROUP BY actor, line)) WHERE start >= 0 AND start < ${count}`;
}

/** The periods of a list, each once, that stand in it often enough. */
function oftenEnough({ retentionFilter }: RetentionNode, all: Hogql): Hogql {
  const times = retentionFilter.minimumOccurrences ?? 1;
  return times === 1
    ? hogql`arrayDistinct(${all})`
    : hogql`arrayMap(hits -> arrayFilter(
b -> length(arrayFilter(x -> x = b, hits)) >= ${times}, arrayDistinct(hits)),
[${all}])[1]`;
}

function recurringStarts(
  target: SeriesNode,
  bucket: Hogql,
  context: FilterContext,
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
  context: FilterContext,
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
