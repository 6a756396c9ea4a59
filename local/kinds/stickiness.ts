/**
 * `StickinessQuery`: in how many buckets of a time people were active.
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
import { allOf, type Hogql, hogql } from "./hogql_text.ts";
import { bucketIndex, buckets, type Interval, interval } from "./interval.ts";
import { parseNode } from "./node.ts";
import { propertyFilters } from "./property_filter.ts";
import {
  seriesCondition,
  seriesEntity,
  seriesLabel,
  type SeriesNode,
  seriesNode,
} from "./series.ts";
import { sharedConditions } from "./trends/query.ts";

interface StickinessNode extends SharedFilters {
  readonly series: readonly SeriesNode[];
  readonly dateRange?: DateRange | null | undefined;
  readonly interval?: Interval | null | undefined;
}

const stickinessNode: z.ZodType<StickinessNode> = z.looseObject({
  series: z.array(seriesNode).min(1),
  dateRange: dateRange.nullish(),
  interval: interval.nullish(),
  properties: propertyFilters.nullish(),
  filterTestAccounts: z.boolean().nullish(),
});

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
  const node = parseNode(stickinessNode, input);
  const unit = node.interval ?? "day";
  const span = await spanOf(node.dateRange, context);
  const starts = buckets(span, unit, context);
  const bucket = bucketIndex(starts[0] ?? span.from, unit);
  const results: unknown[] = [];
  const texts: string[] = [];
  for (const [order, series] of node.series.entries()) {
    const condition = allOf([
      withinSpan(span),
      seriesCondition(series, context),
      ...sharedConditions(node, context),
    ]);
    const { rows, hogql } = await run(activeQuery(bucket, condition), context);
    texts.push(hogql);
    results.push(shape(rows, starts.length, { unit, series, order }));
  }
  return { results, hogql: texts.join("\nUNION ALL\n") };
}

function activeQuery(bucket: Hogql, condition: Hogql): Hogql {
  return hogql`SELECT active, count() AS people FROM (
SELECT person_id, count(DISTINCT ${bucket}) AS active
FROM events WHERE ${condition} GROUP BY person_id)
GROUP BY active ORDER BY active LIMIT 50000`;
}

function shape(
  rows: readonly (readonly unknown[])[],
  length: number,
  { unit, series, order }: {
    readonly unit: Interval;
    readonly series: SeriesNode;
    readonly order: number;
  },
): Record<string, unknown> {
  const data = new Array<number>(length).fill(0);
  for (const [active, people] of rows) {
    data[Number(active) - 1] = Number(people);
  }
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
