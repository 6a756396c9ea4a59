/**
 * `PathsQuery`: what people do one after another.
 *
 * @module
 */

import { z } from "zod";
import {
  type KindContext,
  type KindResult,
  run,
  type SharedFilters,
  spanOf,
} from "./context.ts";
import { type DateRange, dateRange, withinSpan } from "./date_range.ts";
import { allOf, anyOf, type Hogql, hogql } from "./hogql_text.ts";
import { nodeObject, parseNode } from "./node.ts";
import { propertyFilters } from "./property_filter.ts";
import { sharedConditions } from "./trends/query.ts";

interface PathsNode extends SharedFilters {
  readonly dateRange?: DateRange | null | undefined;
  readonly pathsFilter?:
    | {
      readonly includeEventTypes?: readonly string[] | null | undefined;
      readonly excludeEvents?: readonly string[] | null | undefined;
      readonly startPoint?: string | null | undefined;
      readonly endPoint?: string | null | undefined;
      readonly stepLimit?: number | null | undefined;
      readonly edgeLimit?: number | null | undefined;
      readonly minEdgeWeight?: number | null | undefined;
      readonly maxEdgeWeight?: number | null | undefined;
    }
    | null
    | undefined;
}

const pathsNode: z.ZodType<PathsNode> = nodeObject({
  dateRange: dateRange.nullish(),
  properties: propertyFilters.nullish(),
  filterTestAccounts: z.boolean().nullish(),
  pathsFilter: nodeObject({
    includeEventTypes: z.array(z.string()).nullish(),
    excludeEvents: z.array(z.string()).nullish(),
    startPoint: z.string().nullish(),
    endPoint: z.string().nullish(),
    stepLimit: z.number().int().min(2).max(20).nullish(),
    edgeLimit: z.number().int().positive().max(1000).nullish(),
    minEdgeWeight: z.number().int().nullish(),
    maxEdgeWeight: z.number().int().nullish(),
  }, ["showFullUrls"]).nullish(),
});

/** A pause of this many seconds begins another path. */
const PAUSE_SECONDS = 30 * 60;

/**
 * Answers a `PathsQuery`: steps as `1_/pricing`, and how often one followed
 * another. A step is a page's path or an event's name; a pause of 30 minutes
 * begins another path, and repeats count once.
 *
 * @throws {QueryKindError} For a node that cannot be read
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { results } = await pathsInsight({}, {
 *   now: Temporal.Now.zonedDateTimeISO(),
 *   weekStartDay: 0,
 *   testAccountFilters: [],
 *   entity: () => undefined,
 *   query: () =>
 *     Promise.resolve({
 *       columns: [],
 *       types: [],
 *       rows: [["1_/", "2_/pricing", 3, 1500]],
 *       hogql: "",
 *     }),
 * });
 * assertEquals(results, [{
 *   source: "1_/",
 *   target: "2_/pricing",
 *   value: 3,
 *   average_conversion_time: 1500,
 * }]);
 * ```
 */
export async function pathsInsight(
  input: unknown,
  context: KindContext,
): Promise<KindResult> {
  const node = parseNode(pathsNode, input);
  const span = await spanOf(node.dateRange, context);
  const where = allOf([
    withinSpan(span),
    ...includedEvents(node),
    ...sharedConditions(node, context),
  ]);
  const { rows, hogql: text } = await run(edgesQuery(node, where), context);
  const results = rows.map(([source, target, value, time]) => ({
    source,
    target,
    value,
    average_conversion_time: time,
  }));
  return { results, hogql: text };
}

/** Lists are cut at pauses, repeats dropped, and pairs of neighbours counted. */
function edgesQuery(node: PathsNode, where: Hogql): Hogql {
  const { startPoint, endPoint, stepLimit, edgeLimit } = node.pathsFilter ?? {};
  const { minEdgeWeight, maxEdgeWeight } = node.pathsFilter ?? {};
  const weights = [
    ...(minEdgeWeight ? [hogql`value >= ${minEdgeWeight}`] : []),
    ...(maxEdgeWeight ? [hogql`value <= ${maxEdgeWeight}`] : []),
  ];
  const steps = stepLimit ?? 5;
  const chosen = startPoint
    ? hogql`arraySlice(arraySlice(trail,
indexOf(arrayMap(t -> t.2, trail), ${startPoint})), 1, ${steps})`
    : endPoint
    ? hogql`arraySlice(arraySlice(trail, 1,
indexOf(arrayMap(t -> t.2, trail), ${endPoint})), -${steps})`
    : hogql`arraySlice(trail, 1, ${steps})`;
  const point = startPoint || endPoint;
  const passes = point
    ? hogql`arrayExists(t -> t.2 = ${point}, trail)`
    : hogql`true`;
  return hogql`SELECT concat(toString(i), '_', steps[i].2) AS source,
concat(toString(i + 1), '_', steps[i + 1].2) AS target, count() AS value,
avg(dateDiff('millisecond', steps[i].1, steps[i + 1].1)) AS average FROM (
SELECT steps, arrayJoin(range(1, length(steps))) AS i FROM (
SELECT ${chosen} AS steps FROM (
SELECT arrayFilter((t, k) -> k = 1 OR t.2 != visit[k - 1].2,
visit, arrayEnumerate(visit)) AS trail FROM (
SELECT arrayJoin(arraySplit((t, k) -> k > 1
AND t.1 > moments[k - 1].1 + toIntervalSecond(${PAUSE_SECONDS}),
moments, arrayEnumerate(moments))) AS visit FROM (
SELECT arraySort(groupArray((timestamp, ${STEP}))) AS moments
FROM events WHERE ${where} GROUP BY person_id)))
WHERE ${passes}))
GROUP BY source, target HAVING ${
    allOf(weights)
  } ORDER BY value DESC, source, target LIMIT ${edgeLimit ?? 50}`;
}

/** A page by its path without a final slash, a screen by its name. */
const STEP = hogql`multiIf(
event = ${"$pageview"}, coalesce(nullIf(replaceRegexpOne(
toString(properties.$pathname), ${"(.)/$"}, ${"\\1"}), ''), '/'),
event = ${"$screen"}, coalesce(toString(properties.$screen_name), ''), event)`;

function includedEvents({ pathsFilter }: PathsNode): Hogql[] {
  const types = pathsFilter?.includeEventTypes ?? [];
  const excluded = pathsFilter?.excludeEvents ?? [];
  const included = types.map((type) =>
    type === "custom_event"
      ? hogql`event NOT LIKE ${"$%"}`
      : hogql`event = ${type}`
  );
  return [
    ...(included.length === 0 ? [] : [anyOf(included)]),
    ...(excluded.length === 0 ? [] : [hogql`event NOT IN ${excluded}`]),
  ];
}
