/**
 * A funnel's `time_to_convert`: how long people took, as a histogram.
 *
 * @module
 */

import { type KindContext, type KindResult, run } from "../context.ts";
import { type Hogql, hogql } from "../hogql_text.ts";
import { type FunnelsNode, measuredSteps } from "./node.ts";

/** More bins than this nobody looks at (PostHog, `binCount`). */
const MOST_BINS = 90;

/** Most bins where nobody says how many. */
const MOST_UNASKED_BINS = 60;

/** Width of a bin where everybody took equally long, in seconds. */
const USUAL_WIDTH = 60;

/** A histogram's bins: equally wide, the first from `start`. */
interface Bins {
  readonly start: number;
  readonly width: number;
  readonly count: number;
}

/**
 * How many took how long between two steps: `bins`, each with the seconds it
 * begins at and a number of people, and the average of all.
 *
 * @throws {QueryKindError} For steps that the funnel does not have
 *
 * @example
 * ```ts
 * import { hogql } from "../hogql_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const answers = [[[10, 130, 50, 3]], [[0, 2], [1, 1]]];
 * const { results } = await timeToConvert(
 *   hogql`SELECT 1`,
 *   { series: [{ kind: "EventsNode" }, { kind: "EventsNode" }] },
 *   {
 *     query: () => {
 *       const rows = answers.shift() ?? [];
 *       return Promise.resolve({ columns: [], types: [], rows, hogql: "" });
 *     },
 *   },
 * );
 * assertEquals(results, {
 *   bins: [[10, 2], [70, 1], [130, 0]],
 *   average_conversion_time: 50,
 * });
 * ```
 */
export async function timeToConvert(
  paths: Hogql,
  node: FunnelsNode,
  context: Pick<KindContext, "query">,
): Promise<KindResult> {
  const { from, to } = measuredSteps(node);
  const times = hogql`SELECT dateDiff('millisecond', best[${from + 1}],
best[${to + 1}]) / 1000 AS seconds FROM (${paths})
WHERE length(best) > ${to}`;
  const range = await run(
    hogql`SELECT floor(min(seconds)), ceil(max(seconds)), avg(seconds), count()
FROM (${times})`,
    context,
  );
  const [least, most, average, people] = (range.rows[0] ?? []).map(Number);
  const isNobody = !people;
  const bins = binsOf(
    isNobody ? 0 : least ?? 0,
    isNobody ? 1 : most ?? 1,
    node.funnelsFilter?.binCount ?? unaskedBins(people ?? 0),
  );
  const { rows, hogql: text } = await run(
    hogql`SELECT floor((seconds - ${bins.start}) / ${bins.width}) AS bin,
count() AS people FROM (${times}) GROUP BY bin ORDER BY bin LIMIT 50000`,
    context,
  );
  const counts = new Map(rows.map(([bin, count]) => [Number(bin), count]));
  return {
    results: {
      // One more than asked for: the longest time begins the last.
      bins: Array.from({ length: bins.count + 1 }, (_, bin) => [
        bins.start + bin * bins.width,
        Number(counts.get(bin) ?? 0),
      ]),
      average_conversion_time: isNobody
        ? null
        : Math.round((average ?? 0) * 100) / 100,
    },
    hogql: text,
  };
}

function unaskedBins(people: number): number {
  return Math.min(MOST_UNASKED_BINS, Math.ceil(Math.cbrt(people)));
}

function binsOf(least: number, most: number, asked: number): Bins {
  const count = Math.min(MOST_BINS, Math.max(1, asked));
  const width = Math.ceil((most - least) / count) || USUAL_WIDTH;
  return { start: least, width, count };
}
