/**
 * A funnel's `trends`: which share converts, by when they entered.
 *
 * @module
 */

import { OTHER_VALUES, shownValue } from "../breakdown.ts";
import { type KindContext, type KindResult, run } from "../context.ts";
import { hogql } from "../hogql_text.ts";
import { bucketDay, bucketIndex, bucketLabel, buckets } from "../interval.ts";
import { QueryKindError } from "../kind_error.ts";
import { measuredSteps } from "./node.ts";
import { type FunnelPlan, lineOf, pathsByEntrance } from "./query.ts";

/** How many people of one period got to the two steps. */
interface Entrance {
  readonly from: number;
  readonly to: number;
}

/**
 * One line, or one a breakdown value: for each period, the percentage of those
 * who entered in it that went on to the step measured to. A person counts once
 * a period.
 *
 * @throws {QueryKindError} For unordered funnels, and steps that are not there
 *
 * @example
 * ```ts
 * import { assertObjectMatch } from "@std/assert";
 *
 * const now = Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]");
 * const series = [{ kind: "EventsNode" as const }, { kind: "EventsNode" as const }];
 * const { results } = await funnelOverTime(
 *   { node: { series }, span: { from: now, to: now }, breakdown: undefined },
 *   undefined,
 *   {
 *     now,
 *     weekStartDay: 0,
 *     testAccountFilters: [],
 *     entity: () => undefined,
 *     query: () =>
 *       Promise.resolve({ columns: [], types: [], rows: [[[""], 0, 3, 1]], hogql: "" }),
 *   },
 * );
 * assertObjectMatch((results as object[])[0] ?? {}, { count: 1, data: [33.33] });
 * ```
 */
export async function funnelOverTime(
  plan: FunnelPlan,
  top: readonly (readonly string[])[] | undefined,
  context: KindContext,
): Promise<KindResult> {
  const { node, span, breakdown } = plan;
  if (node.funnelsFilter?.funnelOrderType === "unordered") {
    throw new QueryKindError(
      "Cannot show an unordered funnel over time here: expected " +
        'funnelOrderType "ordered" or "strict"',
      { attr: "funnelsFilter__funnelOrderType" },
    );
  }
  const unit = node.interval ?? "day";
  const starts = buckets(span, unit, context);
  const { from, to } = measuredSteps(node);
  const paths = pathsByEntrance(
    plan,
    (time) => bucketIndex(starts[0] ?? span.from, unit, time),
    context,
  );
  const { rows, hogql: text } = await run(
    hogql`SELECT ${lineOf(top)} AS line, entered,
countIf(length(best) > ${from}), countIf(length(best) > ${to}) FROM (${paths})
GROUP BY line, entered ORDER BY line, entered LIMIT 50000`,
    context,
  );
  const results = linesOf(rows, breakdown === undefined)
    .filter(([values]) => breakdown?.hasOther || values[0] !== OTHER_VALUES)
    .map(([values, entrances]) => ({
      count: starts.length,
      data: starts.map((_, index) => percentage(entrances.get(index))),
      days: starts.map((start) => bucketDay(start, unit)),
      labels: starts.map((start) => bucketLabel(start, unit)),
      ...(breakdown === undefined
        ? {}
        : { breakdown_value: [shownValue(values, breakdown)].flat() }),
    }));
  return { results, hogql: text };
}

type Line = [values: string[], entrances: Map<number, Entrance>];

/** Those most people entered first, the others last. */
function linesOf(
  rows: readonly (readonly unknown[])[],
  isOne: boolean,
): Line[] {
  const lines = new Map<string, Line>();
  for (const [values, entered, from, to] of rows) {
    const key = JSON.stringify(values);
    const line: Line = lines.get(key) ??
      [(values as unknown[]).map(String), new Map()];
    line[1].set(Number(entered), { from: Number(from), to: Number(to) });
    lines.set(key, line);
  }
  if (isOne && lines.size === 0) return [[[""], new Map()]];
  const rank = ([values]: Line) => values[0] === OTHER_VALUES ? 1 : 0;
  return [...lines.values()].sort((a, b) =>
    rank(a) - rank(b) || entrances(b) - entrances(a) ||
    a[0].join().localeCompare(b[0].join())
  );
}

function entrances([, byPeriod]: Line): number {
  return byPeriod.values().reduce((total, { from }) => total + from, 0);
}

function percentage(entrance: Entrance | undefined): number {
  if (!entrance?.from) return 0;
  return Math.round(entrance.to / entrance.from * 10_000) / 100;
}
