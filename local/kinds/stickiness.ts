/**
 * `StickinessQuery`: in how many buckets of a time people were active.
 *
 * @module
 */

import { z } from "zod";
import { type KindContext, type KindResult, run, spanOf } from "./context.ts";
import { type TimeSpan, withinSpan } from "./date_range.ts";
import { allOf, type Hogql, hogql, keyword } from "./hogql_text.ts";
import { seriesInsightFields, type SeriesInsightNode } from "./insight_node.ts";
import {
  bucketIndex,
  buckets,
  bucketStart,
  type Interval,
} from "./interval.ts";
import { nodeObject, parseNode } from "./node.ts";
import {
  seriesAt,
  seriesCondition,
  seriesEntity,
  seriesLabel,
  type SeriesNode,
  withActionNames,
} from "./series.ts";
import { sharedConditions } from "./shared_filters.ts";

interface StickinessNode extends SeriesInsightNode {
  readonly stickinessFilter?:
    | {
      readonly stickinessCriteria?:
        | { readonly operator: keyof typeof SIGNS; readonly value: number }
        | null
        | undefined;
      readonly computedAs?: "non_cumulative" | "cumulative" | null | undefined;
    }
    | null
    | undefined;
}

/** How lines and axes are drawn. */
const SHOWN_ONLY = [
  "display",
  "hiddenLegendIndexes",
  "resultCustomizationBy",
  "resultCustomizations",
  "showLegend",
  "showMultipleYAxes",
  "showValuesOnSeries",
];

const stickinessNode: z.ZodType<StickinessNode> = nodeObject({
  ...seriesInsightFields,
  intervalCount: z.literal(1).nullish(),
  stickinessFilter: nodeObject({
    stickinessCriteria: nodeObject({
      operator: z.enum(["gte", "lte", "exact"]),
      value: z.number().int().min(0),
    }).nullish(),
    computedAs: z.enum(["non_cumulative", "cumulative"]).nullish(),
  }, SHOWN_ONLY).nullish(),
});

const SIGNS = { gte: ">=", lte: "<=", exact: "=" } as const;

/**
 * Answers a `StickinessQuery`: for each series, how many people were active
 * in exactly 1, 2, … of the buckets.
 *
 * @throws {QueryKindError} For a node that cannot be read
 *
 * @example
 * ```ts
 * import { assertObjectMatch } from "@std/assert";
 *
 * const { results } = await stickinessQuery(
 *   {
 *     series: [{ kind: "EventsNode", event: "a" }],
 *     dateRange: { date_from: "-1d" },
 *   },
 *   {
 *     now: Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]"),
 *     weekStartDay: 0,
 *     testAccountFilters: [],
 *     entity: () => undefined,
 *     query: () =>
 *       Promise.resolve({ columns: [], types: [], rows: [[2, 9]], hogql: "" }),
 *   },
 * );
 * assertObjectMatch((results as Record<string, unknown>[])[0] ?? {}, {
 *   data: [0, 9],
 *   labels: ["1 day", "2 days"],
 * });
 * ```
 */
export async function stickinessQuery(
  input: unknown,
  context: KindContext,
): Promise<KindResult> {
  const node = withActionNames(parseNode(stickinessNode, input), context);
  const unit = node.interval ?? "day";
  const span = await spanOf(node.dateRange, context);
  const starts = buckets(span, unit, context);
  const results: unknown[] = [];
  const texts: string[] = [];
  for (const [order, series] of node.series.entries()) {
    const people = activeQuery(node, series, span, context);
    const { rows, hogql: text } = await run(
      hogql`SELECT active, count() AS people FROM (${people})
GROUP BY active ORDER BY active LIMIT 50000`,
      context,
    );
    texts.push(text);
    const data = dataOf(rows, starts.length, node);
    results.push(shape(data, { unit, series, order }));
  }
  return { results, hogql: texts.join("\nUNION ALL\n") };
}

/**
 * Who was active in a number of buckets: a query for `actor`.
 *
 * @throws {QueryKindError} For a node that cannot be read
 *
 * @example
 * ```ts
 * import { bind } from "./hogql_text.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const people = await stickinessPeople(
 *   { series: [{ kind: "EventsNode" }] },
 *   { series: 0, buckets: 2, operator: "gte" },
 *   {
 *     now: Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]"),
 *     weekStartDay: 0,
 *     testAccountFilters: [],
 *     entity: () => undefined,
 *     query: () => Promise.reject(new Error("not asked")),
 *   },
 * );
 * assertStringIncludes(bind(people).query, "active >=");
 * ```
 */
export async function stickinessPeople(
  input: unknown,
  asked: {
    readonly series: number;
    readonly buckets: number;
    readonly operator: keyof typeof SIGNS;
  },
  context: KindContext,
): Promise<Hogql> {
  const node = parseNode(stickinessNode, input);
  const span = await spanOf(node.dateRange, context);
  const series = seriesAt(node.series, asked.series);
  return hogql`SELECT actor FROM (${activeQuery(node, series, span, context)})
WHERE active ${keyword(SIGNS[asked.operator])} ${asked.buckets}`;
}

/** One row a person: in how many buckets they were active. */
function activeQuery(
  { stickinessFilter, interval, ...node }: StickinessNode,
  series: SeriesNode,
  span: TimeSpan,
  context: KindContext,
): Hogql {
  const unit = interval ?? "day";
  const first = bucketStart(span.from, unit, context.weekStartDay);
  const condition = allOf([
    withinSpan(span),
    seriesCondition(series, context),
    ...sharedConditions(node, context),
  ]);
  const { operator, value } = stickinessFilter?.stickinessCriteria ??
    { operator: "gte", value: 1 };
  return hogql`SELECT person_id AS actor, count() AS active FROM (
SELECT person_id, ${bucketIndex(first, unit)} AS bucket, count() AS times
FROM events WHERE ${condition} GROUP BY person_id, bucket
HAVING times ${keyword(SIGNS[operator])} ${value}) GROUP BY person_id`;
}

/** People by number of buckets, or, cumulated, by at least so many. */
function dataOf(
  rows: readonly (readonly unknown[])[],
  length: number,
  { stickinessFilter }: StickinessNode,
): number[] {
  const data = new Array<number>(length).fill(0);
  for (const [active, people] of rows) {
    data[Number(active) - 1] = Number(people);
  }
  if (stickinessFilter?.computedAs !== "cumulative") return data;
  let total = 0;
  return data.reverse().map((people) => total += people).reverse();
}

function shape(
  data: readonly number[],
  { unit, series, order }: {
    readonly unit: Interval;
    readonly series: SeriesNode;
    readonly order: number;
  },
): Record<string, unknown> {
  const days = data.map((_, index) => index + 1);
  return {
    action: seriesEntity(series, order),
    label: seriesLabel(series),
    data,
    days,
    labels: days.map((day) => `${day} ${unit}${day === 1 ? "" : "s"}`),
    count: data.reduce((total, people) => total + people, 0),
  };
}
