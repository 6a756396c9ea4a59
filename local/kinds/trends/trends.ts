/**
 * `TrendsQuery`: counts over time.
 *
 * @module
 */

import {
  OTHER_VALUES,
  resolveBreakdown,
  type ResolvedBreakdown,
} from "../breakdown.ts";
import { type KindContext, type KindResult, run, spanOf } from "../context.ts";
import type { TimeSpan } from "../date_range.ts";
import { buckets, type Interval } from "../interval.ts";
import { parseNode } from "../node.ts";
import { withActionNames } from "../series.ts";
import { earlierSpan } from "./compare.ts";
import { isOneNumber, type TrendsNode, trendsNode } from "./node.ts";
import { pointsQuery, topValuesQuery, type TrendsPlan } from "./query.ts";
import { type Line, type Period, shapeTrends, sum } from "./shape.ts";

/**
 * Answers a `TrendsQuery`.
 *
 * @throws {QueryKindError} For a node that cannot be read
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(
 *   () => trendsQuery({ series: [] }, {
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
export async function trendsQuery(
  input: unknown,
  context: KindContext,
): Promise<KindResult> {
  const node = withActionNames(parseNode(trendsNode, input), context);
  const unit = node.interval ?? "day";
  const span = await spanOf(node.dateRange, context);
  const breakdown = resolveBreakdown(node.breakdownFilter, context);
  const results: unknown[] = [];
  const texts: string[] = [];
  for (const period of periods(node, span, unit, context)) {
    const lines: Line[] = [];
    for (const order of node.series.keys()) {
      const series = await linesOf(
        order,
        { node, period, unit, breakdown },
        context,
      );
      lines.push(...series.lines);
      texts.push(series.hogql);
    }
    results.push(...shapeTrends(node, lines, period, unit, breakdown));
  }
  return { results, hogql: texts.join("\nUNION ALL\n") };
}

function periods(
  node: TrendsNode,
  span: TimeSpan,
  unit: Interval,
  context: KindContext,
): Period[] {
  const compare = node.compareFilter?.compare ?? false;
  const current: Period = {
    span,
    starts: buckets(span, unit, context),
    label: compare ? "current" : undefined,
  };
  if (!compare) return [current];
  const earlier = earlierSpan(span, node.compareFilter?.compare_to);
  return [current, {
    span: earlier,
    starts: buckets(earlier, unit, context).slice(0, current.starts.length),
    label: "previous",
  }];
}

interface LineRequest {
  readonly node: TrendsNode;
  readonly period: Period;
  readonly unit: Interval;
  readonly breakdown: ResolvedBreakdown | undefined;
}

async function linesOf(
  order: number,
  { node, period, unit, breakdown }: LineRequest,
  context: KindContext,
): Promise<{ lines: Line[]; hogql: string }> {
  const series = node.series[order] ?? { kind: "EventsNode" };
  const first = isOneNumber(node) ? undefined : period.starts[0];
  const plan = { node, series, span: period.span, first, unit, breakdown };
  const top = await topValues(plan, context);
  const { rows, hogql } = await run(pointsQuery(plan, context, top), context);
  const length = first === undefined ? 1 : period.starts.length;
  const lines = rows.map(([values, points]) => ({
    order,
    values: (values as unknown[]).map(String),
    numbers: smoothed(
      numbersOf(points as [unknown, unknown][], length),
      node.trendsFilter?.smoothingIntervals ?? 1,
    ),
  }));
  if (breakdown === undefined && lines.length === 0) {
    lines.push({ order, values: [""], numbers: numbersOf([], length) });
  }
  const shown = lines.filter(({ values }) =>
    breakdown?.hasOther !== false || values[0] !== OTHER_VALUES
  );
  return { lines: sortLines(shown), hogql };
}

/** `undefined` where every value gets a line of its own. */
async function topValues(
  plan: TrendsPlan,
  context: KindContext,
): Promise<string[][] | undefined> {
  if (plan.breakdown === undefined) return undefined;
  const { rows } = await run(topValuesQuery(plan, context), context);
  if (rows.length <= plan.breakdown.limit) return undefined;
  return rows.slice(0, plan.breakdown.limit)
    .map(([values]) => (values as unknown[]).map(String));
}

function numbersOf(
  points: readonly (readonly [unknown, unknown])[],
  length: number,
): number[] {
  const numbers = new Array<number>(length).fill(0);
  for (const [bucket, total] of points) {
    const index = Number(bucket);
    if (index >= 0 && index < length) numbers[index] = Number(total ?? 0);
  }
  return numbers;
}

/** Each number as the average of the last ones, without its fraction. */
function smoothed(numbers: readonly number[], buckets: number): number[] {
  if (buckets <= 1) return [...numbers];
  return numbers.map((_, index) => {
    const last = numbers.slice(Math.max(0, index + 1 - buckets), index + 1);
    return Math.floor(sum(last) / last.length);
  });
}

/** Largest first, the others last. */
function sortLines(lines: readonly Line[]): Line[] {
  const rank = ({ values }: Line) => values[0] === OTHER_VALUES ? 1 : 0;
  return lines.toSorted((a, b) =>
    rank(a) - rank(b) || sum(b.numbers) - sum(a.numbers) ||
    a.values.join().localeCompare(b.values.join())
  );
}
