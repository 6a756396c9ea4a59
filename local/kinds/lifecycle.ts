/**
 * `LifecycleQuery`: new, returning, resurrecting and dormant people.
 *
 * @module
 */

import { z } from "zod";
import { type KindContext, type KindResult, run, spanOf } from "./context.ts";
import { moment } from "./date_range.ts";
import { allOf, type Hogql, hogql } from "./hogql_text.ts";
import { seriesInsightFields, type SeriesInsightNode } from "./insight_node.ts";
import {
  addBuckets,
  bucketDay,
  bucketIndex,
  bucketLabel,
  buckets,
  type Interval,
} from "./interval.ts";
import { nodeObject, parseNode } from "./node.ts";
import {
  seriesCondition,
  seriesEntity,
  seriesLabel,
  type SeriesNode,
  withActionNames,
} from "./series.ts";
import { sharedConditions } from "./shared_filters.ts";

const STATUSES = ["new", "returning", "resurrecting", "dormant"] as const;

type Status = (typeof STATUSES)[number];

interface LifecycleNode extends SeriesInsightNode {
  readonly lifecycleFilter?:
    | { readonly toggledLifecycles?: readonly Status[] | null | undefined }
    | null
    | undefined;
}

const lifecycleNode: z.ZodType<LifecycleNode> = nodeObject({
  ...seriesInsightFields,
  lifecycleFilter: nodeObject({
    toggledLifecycles: z.array(z.enum(STATUSES)).nullish(),
  }, ["showLegend", "showValuesOnSeries", "stacked"]).nullish(),
});

/**
 * Answers a `LifecycleQuery`. A person is new in the bucket in which PostHog
 * first saw them, returning if also active in the bucket before, resurrecting
 * if not, and dormant (counted below zero) in the bucket after the last one.
 *
 * @throws {QueryKindError} For a node that cannot be read
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { results } = await lifecycleQuery(
 *   {
 *     series: [{ kind: "EventsNode", event: "a" }],
 *     dateRange: { date_from: "-1d" },
 *     lifecycleFilter: { toggledLifecycles: ["dormant"] },
 *   },
 *   {
 *     now: Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]"),
 *     weekStartDay: 0,
 *     testAccountFilters: [],
 *     entity: () => undefined,
 *     query: () =>
 *       Promise.resolve({
 *         columns: [],
 *         types: [],
 *         rows: [[1, "dormant", 3]],
 *         hogql: "",
 *       }),
 *   },
 * );
 * assertEquals((results as { data: number[] }[]).map(({ data }) => data), [
 *   [0, -3],
 * ]);
 * ```
 */
export async function lifecycleQuery(
  input: unknown,
  context: KindContext,
): Promise<KindResult> {
  const node = withActionNames(parseNode(lifecycleNode, input), context);
  const plan = await planOf(node, context);
  const { rows, hogql: text } = await run(
    hogql`SELECT bucket, status, count() AS people FROM (${plan.statuses})
GROUP BY bucket, status LIMIT 50000`,
    context,
  );
  const shown = node.lifecycleFilter?.toggledLifecycles ?? STATUSES;
  const results = STATUSES.filter((status) => shown.includes(status))
    .map((status) => shape(status, rows, plan));
  return { results, hogql: text };
}

/**
 * Who was new, returning, resurrecting or dormant in the bucket that begins at
 * a time: a query for `actor`.
 *
 * @throws {QueryKindError} For a node that cannot be read
 *
 * @example
 * ```ts
 * import { bind } from "./hogql_text.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const now = Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]");
 * const people = await lifecyclePeople(
 *   { series: [{ kind: "EventsNode" }] },
 *   now.startOfDay(),
 *   "new",
 *   {
 *     now,
 *     weekStartDay: 0,
 *     testAccountFilters: [],
 *     entity: () => undefined,
 *     query: () => Promise.reject(new Error("not asked")),
 *   },
 * );
 * assertStringIncludes(bind(people).query, "status =");
 * ```
 */
export async function lifecyclePeople(
  input: unknown,
  start: Temporal.ZonedDateTime,
  status: string,
  context: KindContext,
): Promise<Hogql> {
  const node = parseNode(lifecycleNode, input);
  const { statuses, starts } = await planOf(node, context);
  const bucket = starts.findIndex((it) =>
    Temporal.ZonedDateTime.compare(it, start) === 0
  );
  return hogql`SELECT actor FROM (${statuses})
WHERE bucket = ${bucket} AND status = ${status}`;
}

/** A lifecycle ready to query. */
interface LifecyclePlan {
  readonly series: SeriesNode;
  readonly unit: Interval;
  readonly starts: readonly Temporal.ZonedDateTime[];
  /** One row a person, bucket and status. */
  readonly statuses: Hogql;
}

async function planOf(
  node: LifecycleNode,
  context: KindContext,
): Promise<LifecyclePlan> {
  const [series = { kind: "EventsNode" }] = node.series;
  const unit = node.interval ?? "day";
  const span = await spanOf(node.dateRange, context);
  const starts = buckets(span, unit, context);
  const [first = span.from] = starts;
  const before = addBuckets(first, unit, -1);
  const condition = allOf([
    hogql`timestamp >= ${moment(before)} AND timestamp <= ${moment(span.to)}`,
    seriesCondition(series, context),
    ...sharedConditions(node, context),
  ]);
  const statuses = statusQuery(condition, first, unit, starts.length);
  return { series, unit, starts, statuses };
}

/** One row a person, bucket and status. */
function statusQuery(
  condition: Hogql,
  first: Temporal.ZonedDateTime,
  unit: Interval,
  count: number,
): Hogql {
  const bucket = bucketIndex(first, unit);
  const created = bucketIndex(first, unit, hogql`min(person.created_at)`);
  return hogql`SELECT actor, state.1 AS bucket, state.2 AS status FROM (
SELECT actor, arrayJoin(arrayConcat(
arrayMap(b -> (b, multiIf(b = created, 'new', has(active, b - 1), 'returning',
'resurrecting')), active),
arrayMap(b -> (b + 1, 'dormant'), arrayFilter(b -> NOT has(active, b + 1), active))
)) AS state FROM (
SELECT person_id AS actor, groupUniqArray(${bucket}) AS active,
${created} AS created FROM events WHERE ${condition} GROUP BY person_id))
WHERE state.1 >= 0 AND state.1 < ${count}`;
}

function shape(
  status: Status,
  rows: readonly (readonly unknown[])[],
  { series, unit, starts }: LifecyclePlan,
): Record<string, unknown> {
  const sign = status === "dormant" ? -1 : 1;
  const data = starts.map(() => 0);
  for (const [bucket, of, people] of rows) {
    if (of === status) data[Number(bucket)] = sign * Number(people);
  }
  return {
    action: seriesEntity(series, 0),
    status,
    label: `${seriesLabel(series)} - ${status}`,
    data,
    count: data.reduce((total, number) => total + number, 0),
    days: starts.map((start) => bucketDay(start, unit)),
    labels: starts.map((start) => bucketLabel(start, unit)),
  };
}
