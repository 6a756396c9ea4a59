/**
 * `FunnelsQuery`: who gets how far through a row of steps.
 *
 * @module
 */

import {
  OTHER_VALUES,
  resolveBreakdown,
  type ResolvedBreakdown,
  shownValue,
  valueLabel,
} from "../breakdown.ts";
import { type KindContext, type KindResult, run, spanOf } from "../context.ts";
import type { Hogql } from "../hogql_text.ts";
import { QueryKindError } from "../kind_error.ts";
import { parseNode } from "../node.ts";
import { seriesEntity, seriesLabel, withActionNames } from "../series.ts";
import { type FunnelsNode, funnelsNode } from "./node.ts";
import { funnelOverTime } from "./over_time.ts";
import { pathsQuery, stepsQuery, topFunnelValuesQuery } from "./query.ts";
import { timeToConvert } from "./time_to_convert.ts";

/** What is known of one step of one funnel. */
interface StepFigures {
  readonly people: number;
  readonly average: number | null;
  readonly median: number | null;
}

/**
 * Answers a `FunnelsQuery`: as steps, a list, or a list of lists with a
 * breakdown; as `time_to_convert`, a histogram; as `trends`, lines over time.
 *
 * @throws {QueryKindError} For a node that cannot be read
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(
 *   () => funnelsQuery({ series: [] }, {
 *     now: Temporal.Now.zonedDateTimeISO(),
 *     weekStartDay: 0,
 *     testAccountFilters: [],
 *     entity: () => undefined,
 *     query: () => Promise.reject(new Error("not asked")),
 *   }),
 *   Error,
 *   "series",
 * );
 * ```
 */
export async function funnelsQuery(
  input: unknown,
  context: KindContext,
): Promise<KindResult> {
  const node = withActionNames(parseNode(funnelsNode, input), context);
  const breakdown = resolveBreakdown(node.breakdownFilter, context);
  const span = await spanOf(node.dateRange, context);
  const plan = { node, span, breakdown };
  const paths = pathsQuery(plan, context);
  const viz = node.funnelsFilter?.funnelVizType ?? "steps";
  if (viz === "time_to_convert") {
    refuseBreakdown(breakdown);
    return await timeToConvert(paths, node, context);
  }
  const top = breakdown && await topValues(paths, breakdown, context);
  if (viz === "trends") return await funnelOverTime(plan, top, context);
  const { rows, hogql } = await run(stepsQuery(paths, top), context);
  const funnels = figuresByValue(rows);
  if (breakdown === undefined) {
    const [figures] = funnels.values();
    return { results: shapeFunnel(node, figures ?? new Map()), hogql };
  }
  const results = sorted(funnels)
    .filter(([values]) => breakdown.hasOther || values[0] !== OTHER_VALUES)
    .map(([values, figures]) =>
      shapeFunnel(node, figures, {
        breakdown: [valueLabel(values, breakdown)],
        breakdown_value: [shownValue(values, breakdown)].flat(),
      })
    );
  return { results, hogql };
}

function refuseBreakdown(breakdown: ResolvedBreakdown | undefined): void {
  if (breakdown === undefined) return;
  throw new QueryKindError(
    "Cannot break down the time to convert: ask once a value, with a " +
      "property filter, or leave breakdownFilter out",
    { attr: "breakdownFilter" },
  );
}

/** `undefined` where every value gets a funnel of its own. */
async function topValues(
  paths: Hogql,
  { limit }: ResolvedBreakdown,
  context: KindContext,
): Promise<string[][] | undefined> {
  const { rows } = await run(topFunnelValuesQuery(paths, limit), context);
  if (rows.length <= limit) return undefined;
  return rows.slice(0, limit)
    .map(([values]) => (values as unknown[]).map(String));
}

type Figures = ReadonlyMap<number, StepFigures>;

/** Figures by step, counted from 1, by breakdown value in JSON. */
function figuresByValue(
  rows: readonly (readonly unknown[])[],
): Map<string, Map<number, StepFigures>> {
  const funnels = new Map<string, Map<number, StepFigures>>();
  for (const [values, step, people, average, median] of rows) {
    const key = JSON.stringify(values);
    const figures = funnels.get(key) ?? new Map<number, StepFigures>();
    figures.set(Number(step), {
      people: Number(people),
      average: average === null ? null : Number(average),
      median: median === null ? null : Number(median),
    });
    funnels.set(key, figures);
  }
  return funnels;
}

/** Largest first, the others last. */
function sorted(funnels: ReadonlyMap<string, Figures>): [string[], Figures][] {
  const rank = (values: readonly string[]) =>
    values[0] === OTHER_VALUES ? 1 : 0;
  return Array.from(
    funnels,
    ([key, figures]): [string[], Figures] => [JSON.parse(key), figures],
  ).sort(([a, one], [b, two]) =>
    rank(a) - rank(b) ||
    (two.get(1)?.people ?? 0) - (one.get(1)?.people ?? 0) ||
    a.join().localeCompare(b.join())
  );
}

function shapeFunnel(
  node: FunnelsNode,
  figures: Figures,
  line: Readonly<Record<string, unknown>> = {},
): Record<string, unknown>[] {
  return node.series.map((series, order) => {
    const step = figures.get(order + 1);
    const entity = seriesEntity(series, order);
    return {
      action_id: entity.id,
      name: seriesLabel({ ...series, custom_name: null }),
      custom_name: series.custom_name ?? null,
      order,
      type: entity.type,
      people: [],
      count: step?.people ?? 0,
      average_conversion_time: order === 0 ? null : step?.average ?? null,
      median_conversion_time: order === 0 ? null : step?.median ?? null,
      ...line,
    };
  });
}
