/**
 * `PathsQuery`: what people do one after another.
 *
 * @module
 */

import { z } from "zod";
import { type KindContext, type KindResult, run, spanOf } from "./context.ts";
import { withinSpan } from "./date_range.ts";
import { allOf, anyOf, type Hogql, hogql } from "./hogql_text.ts";
import { insightFields, type InsightNode } from "./insight_node.ts";
import { nodeObject, parseNode } from "./node.ts";
import { sharedConditions } from "./shared_filters.ts";

interface PathsNode extends InsightNode {
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
      readonly pathStartKey?: string | null | undefined;
      readonly pathEndKey?: string | null | undefined;
    }
    | null
    | undefined;
}

const pathsNode: z.ZodType<PathsNode> = nodeObject({
  ...insightFields,
  pathsFilter: nodeObject({
    includeEventTypes: z.array(z.string()).nullish(),
    excludeEvents: z.array(z.string()).nullish(),
    startPoint: z.string().nullish(),
    endPoint: z.string().nullish(),
    stepLimit: z.number().int().min(2).max(20).nullish(),
    edgeLimit: z.number().int().positive().max(1000).nullish(),
    minEdgeWeight: z.number().int().nullish(),
    maxEdgeWeight: z.number().int().nullish(),
    pathStartKey: z.string().nullish(),
    pathEndKey: z.string().nullish(),
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
  const where = await conditionOf(node, context);
  const { rows, hogql: text } = await run(edgesQuery(node, where), context);
  const results = rows.map(([source, target, value, time]) => ({
    source,
    target,
    value,
    average_conversion_time: time,
  }));
  return { results, hogql: text };
}

/** How often one step followed another. */
function edgesQuery(node: PathsNode, where: Hogql): Hogql {
  const { edgeLimit, minEdgeWeight, maxEdgeWeight } = node.pathsFilter ?? {};
  const weights = [
    ...(minEdgeWeight ? [hogql`value >= ${minEdgeWeight}`] : []),
    ...(maxEdgeWeight ? [hogql`value <= ${maxEdgeWeight}`] : []),
  ];
  return hogql`SELECT source, target, count() AS value,
avg(milliseconds) AS average FROM (${stepsQuery(node, where)})
GROUP BY source, target HAVING ${allOf(weights)}
ORDER BY value DESC, source, target LIMIT ${edgeLimit ?? 50}`;
}

/**
 * Who went one step of a paths insight: from `pathStartKey`, to `pathEndKey`,
 * each as `1_/pricing`.
 *
 * @throws {QueryKindError} For a node that cannot be read
 *
 * @example
 * ```ts
 * import { bind } from "./hogql_text.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const people = await pathsPeople({ pathsFilter: { pathStartKey: "1_/" } }, {
 *   now: Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]"),
 *   weekStartDay: 0,
 *   testAccountFilters: [],
 *   entity: () => undefined,
 *   query: () => Promise.reject(new Error("not asked")),
 * });
 * assertStringIncludes(bind(people).query, "source =");
 * ```
 */
export async function pathsPeople(
  input: unknown,
  context: KindContext,
): Promise<Hogql> {
  const node = parseNode(pathsNode, input);
  const { pathStartKey, pathEndKey } = node.pathsFilter ?? {};
  const asked = [
    ...(pathStartKey ? [hogql`source = ${pathStartKey}`] : []),
    ...(pathEndKey ? [hogql`target = ${pathEndKey}`] : []),
  ];
  const where = await conditionOf(node, context);
  return hogql`SELECT DISTINCT actor FROM (${stepsQuery(node, where)})
WHERE ${allOf(asked)}`;
}

/** One row a person and step: lists are cut at pauses, repeats dropped. */
function stepsQuery(node: PathsNode, where: Hogql): Hogql {
  const { startPoint, endPoint, stepLimit } = node.pathsFilter ?? {};
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
  return hogql`SELECT actor, concat(toString(i), '_', steps[i].2) AS source,
concat(toString(i + 1), '_', steps[i + 1].2) AS target,
dateDiff('millisecond', steps[i].1, steps[i + 1].1) AS milliseconds FROM (
SELECT actor, steps, arrayJoin(range(1, length(steps))) AS i FROM (
SELECT actor, ${chosen} AS steps FROM (
SELECT actor, arrayFilter((t, k) -> k = 1 OR t.2 != visit[k - 1].2,
visit, arrayEnumerate(visit)) AS trail FROM (
SELECT actor, arrayJoin(arraySplit((t, k) -> k > 1
AND t.1 > moments[k - 1].1 + toIntervalSecond(${PAUSE_SECONDS}),
moments, arrayEnumerate(moments))) AS visit FROM (
SELECT person_id AS actor, arraySort(groupArray((timestamp, ${STEP}))) AS moments
FROM events WHERE ${where} GROUP BY person_id)))
WHERE ${passes}))`;
}

/** A page by its path without a final slash, a screen by its name. */
const STEP = hogql`multiIf(
event = ${"$pageview"}, coalesce(nullIf(replaceRegexpOne(
toString(properties.$pathname), ${"(.)/$"}, ${"\\1"}), ''), '/'),
event = ${"$screen"}, coalesce(toString(properties.$screen_name), ''), event)`;

async function conditionOf(
  node: PathsNode,
  context: KindContext,
): Promise<Hogql> {
  return allOf([
    withinSpan(await spanOf(node.dateRange, context)),
    ...includedEvents(node),
    ...sharedConditions(node, context),
  ]);
}

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
