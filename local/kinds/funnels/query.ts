/**
 * The HogQL of a `FunnelsQuery`.
 *
 * @module
 */

import {
  breakdownValues,
  NO_VALUE,
  OTHER_VALUES,
  type ResolvedBreakdown,
} from "../breakdown.ts";
import { type TimeSpan, withinSpan } from "../date_range.ts";
import {
  allOf,
  anyOf,
  arrayOf,
  type Hogql,
  hogql,
  identifier,
  joinHogql,
  userHogql,
} from "../hogql_text.ts";
import { QueryKindError } from "../kind_error.ts";
import { seriesCondition } from "../series.ts";
import { type FilterContext, sharedConditions } from "../shared_filters.ts";
import { type FunnelsNode, windowSeconds } from "./node.ts";
import { bestPath } from "./path.ts";

/** A funnel ready to query. */
export interface FunnelPlan {
  /** The node. */
  readonly node: FunnelsNode;
  /** Which moments count. */
  readonly span: TimeSpan;
  /** The breakdown, where there is one. */
  readonly breakdown: ResolvedBreakdown | undefined;
}

/**
 * One row a person (or what the funnel counts) and breakdown value: `actor`,
 * `breakdown` and `best`, the times of the steps they did.
 *
 * @throws {QueryKindError} For steps or exclusions that have no meaning
 *
 * @example
 * ```ts
 * import { bind } from "../hogql_text.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const now = Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]");
 * const node = {
 *   series: [
 *     { kind: "EventsNode" as const, event: "a" },
 *     { kind: "EventsNode" as const, event: "b" },
 *   ],
 * };
 * const text = bind(pathsQuery({
 *   node,
 *   span: { from: now, to: now },
 *   breakdown: undefined,
 * }, { now, entity: () => undefined, testAccountFilters: [] })).query;
 * assertStringIncludes(text, "AS best");
 * ```
 */
export function pathsQuery(plan: FunnelPlan, context: FilterContext): Hogql {
  return hogql`SELECT actor, breakdown, ${bestOf(plan)} AS best FROM (${
    eventLists(plan, context)
  }) WHERE ${isFunnel(plan)}`;
}

/**
 * The same for each time a person entered the funnel: one row a person,
 * breakdown value and bucket of the first step, which is `entered`. Events
 * after the bucket go on with the funnel, they do not begin it anew.
 *
 * @throws {QueryKindError} For steps or exclusions that have no meaning
 *
 * @example
 * ```ts
 * import { bind } from "../hogql_text.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const now = Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]");
 * const node = { series: [{ kind: "EventsNode" as const, event: "a" }] };
 * const text = bind(pathsByEntrance(
 *   { node, span: { from: now, to: now }, breakdown: undefined },
 *   (time) => time,
 *   { now, entity: () => undefined, testAccountFilters: [] },
 * )).query;
 * assertStringIncludes(text, "AS entered");
 * ```
 */
export function pathsByEntrance(
  plan: FunnelPlan,
  bucketOf: (time: Hogql) => Hogql,
  context: FilterContext,
): Hogql {
  const begins = hogql`arrayFilter(e -> has(e.2, 1), path)`;
  const event = plan.node.funnelsFilter?.exclusions?.length
    ? hogql`(e.1, arrayFilter(k -> k > 1, e.2), e.3)`
    : hogql`(e.1, arrayFilter(k -> k > 1, e.2))`;
  const bucket = bucketOf(hogql`e.1`);
  const reach = windowSeconds(plan.node.funnelsFilter);
  // What comes later than the window allows cannot be part of a path.
  const begun = bucketOf(hogql`e.1 - toIntervalSecond(${reach})`);
  return hogql`SELECT actor, breakdown, entered, ${bestOf(plan)} AS best FROM (
SELECT actor, breakdown, entered,
arrayMap(e -> if(${bucket} = entered, e, ${event}),
arrayFilter(e -> ${bucket} >= entered AND ${begun} <= entered, path)) AS path FROM (
SELECT actor, breakdown, path,
arrayJoin(arrayDistinct(arrayMap(e -> ${bucket}, ${begins}))) AS entered FROM (${
    eventLists(plan, context)
  }))) WHERE ${isFunnel(plan)}`;
}

function bestOf({ node }: FunnelPlan): Hogql {
  return bestPath({
    steps: node.series.length,
    order: node.funnelsFilter?.funnelOrderType ?? "ordered",
    windowSeconds: windowSeconds(node.funnelsFilter),
    hasExclusions: (node.funnelsFilter?.exclusions ?? []).length > 0,
  });
}

/** Who was thrown out has one time more than there are steps. */
function isFunnel({ node }: FunnelPlan): Hogql {
  return hogql`length(best) >= 1 AND length(best) <= ${node.series.length}`;
}

/** One row a person and breakdown value, with the events in their order. */
function eventLists(plan: FunnelPlan, context: FilterContext): Hogql {
  const { node } = plan;
  const steps = node.series.map((step) => seriesCondition(step, context));
  const event = eventTuple(node, steps, context);
  const attribution = attributionOf(plan, steps);
  const groups = joinHogql([hogql`actor`, ...attribution.group], ", ");
  return hogql`SELECT ${actorOf(node)} AS actor,
${attribution.value} AS breakdown, arraySort(groupArray(${event})) AS path
FROM events WHERE ${conditionOf(plan, steps, context)} GROUP BY ${groups}`;
}

/**
 * The line a breakdown value belongs to: its own, or the line of the others.
 *
 * @example
 * ```ts
 * import { bind } from "../hogql_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(bind(lineOf(undefined)).query, "breakdown");
 * ```
 */
export function lineOf(
  top: readonly (readonly string[])[] | undefined,
): Hogql {
  if (top === undefined) return hogql`breakdown`;
  const others = arrayOf((top[0] ?? []).map(() => OTHER_VALUES));
  return hogql`if(has(${arrayOf(top)}, breakdown), breakdown, ${others})`;
}

/** A value of the breakdown and the people at the first step with it. */
export function topFunnelValuesQuery(paths: Hogql, limit: number): Hogql {
  return hogql`SELECT breakdown, count() AS people FROM (${paths})
GROUP BY breakdown ORDER BY people DESC, breakdown LIMIT ${limit + 1}`;
}

/**
 * One row a breakdown value and step: how many got there, and the average and
 * median seconds since the step before.
 *
 * @example
 * ```ts
 * import { bind, hogql } from "../hogql_text.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const text = bind(stepsQuery(hogql`SELECT 1`, undefined)).query;
 * assertStringIncludes(text, "GROUP BY line, step");
 * ```
 */
export function stepsQuery(
  paths: Hogql,
  top: readonly (readonly string[])[] | undefined,
): Hogql {
  return hogql`SELECT line, reached.1 AS step, count() AS people,
avg(reached.2) AS average, median(reached.2) AS middle FROM (
SELECT ${lineOf(top)} AS line, arrayJoin(arrayMap(
(i, done) -> (i, dateDiff('millisecond', best[greatest(i - 1, 1)], done) / 1000),
arrayEnumerate(best), best)) AS reached FROM (${paths}))
GROUP BY line, step ORDER BY line, step LIMIT 50000`;
}

function actorOf(node: FunnelsNode): Hogql {
  const custom = node.funnelsFilter?.funnelAggregateByHogQL;
  if (custom && custom !== "person_id") return userHogql(custom);
  const index = node.aggregation_group_type_index;
  return index === null || index === undefined
    ? hogql`person_id`
    : identifier(`$group_${index}`);
}

/** The time of an event, the steps it does, and the ranges it ends. */
function eventTuple(
  { funnelsFilter }: FunnelsNode,
  steps: readonly Hogql[],
  context: FilterContext,
): Hogql {
  const exclusions = funnelsFilter?.exclusions ?? [];
  const done = joinHogql(
    steps.map((step, index) => hogql`if(${step}, ${index + 1}, 0)`),
    ", ",
  );
  const does = hogql`arrayFilter(k -> k > 0, [${done}])`;
  if (exclusions.length === 0) return hogql`(timestamp, ${does})`;
  if (funnelsFilter?.funnelOrderType === "unordered") {
    throw new QueryKindError(
      "Cannot exclude events from an unordered funnel here: expected " +
        'funnelOrderType "ordered" or "strict"',
      { attr: "funnelsFilter__exclusions" },
    );
  }
  const ended = exclusions.map((exclusion) => {
    const { funnelFromStep: from, funnelToStep: to } = exclusion;
    if (to <= from || to >= steps.length) {
      throw new QueryKindError(
        `Cannot exclude between the steps ${from} and ${to}: ` +
          `expected two of 0 to ${steps.length - 1}, the earlier first`,
        { attr: "funnelsFilter__exclusions" },
      );
    }
    const lengths = Array.from({ length: to - from }, (_, i) => from + 1 + i);
    const condition = seriesCondition(exclusion, context);
    return hogql`if(${condition}, ${arrayOf(lengths)}, [0])`;
  });
  return hogql`(timestamp, ${does}, arrayConcat(${joinHogql(ended, ", ")}))`;
}

/** Strict funnels need every event, to see what lies between the steps. */
function conditionOf(
  { node, span }: FunnelPlan,
  steps: readonly Hogql[],
  context: FilterContext,
): Hogql {
  const isStrict = node.funnelsFilter?.funnelOrderType === "strict";
  const excluded = (node.funnelsFilter?.exclusions ?? [])
    .map((exclusion) => seriesCondition(exclusion, context));
  const empty = node.aggregation_group_type_index === undefined ||
      node.aggregation_group_type_index === null
    ? []
    : [hogql`${actorOf(node)} != ''`];
  return allOf([
    withinSpan(span),
    ...(isStrict ? [] : [anyOf([...steps, ...excluded])]),
    ...sharedConditions(node, context),
    ...empty,
  ]);
}

/** The breakdown of an actor, and what else the events are grouped by. */
function attributionOf(
  { node, breakdown }: FunnelPlan,
  steps: readonly Hogql[],
): { value: Hogql; group: Hogql[] } {
  if (breakdown === undefined) return { value: hogql`['']`, group: [] };
  const values = breakdownValues(breakdown);
  const type = node.funnelsFilter?.breakdownAttributionType ?? "first_touch";
  if (type === "all_events" || breakdown.cohorts !== undefined) {
    return { value: values, group: [hogql`breakdown`] };
  }
  const missing = arrayOf(breakdown.expressions.map(() => NO_VALUE));
  const counts = type === "step"
    ? steps[node.funnelsFilter?.breakdownAttributionValue ?? 0] ?? hogql`true`
    : hogql`${values} != ${missing}`;
  const pick = type === "last_touch"
    ? hogql`argMaxIf(${values}, timestamp, ${counts})`
    : hogql`argMinIf(${values}, timestamp, ${counts})`;
  return {
    value: hogql`if(countIf(${counts}) > 0, ${pick}, ${missing})`,
    group: [],
  };
}
