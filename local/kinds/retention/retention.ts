/**
 * `RetentionQuery`: who comes back, period by period.
 *
 * @module
 */

import {
  NO_VALUE,
  OTHER_VALUES,
  resolveBreakdown,
  shownValue,
} from "../breakdown.ts";
import { type KindContext, type KindResult, run } from "../context.ts";
import { arrayOf, type Hogql, hogql } from "../hogql_text.ts";
import { addBuckets } from "../interval.ts";
import { QueryKindError } from "../kind_error.ts";
import { parseNode } from "../node.ts";
import { type Periods, periodsOf, retentionNode } from "./node.ts";
import { type RetentionPlan, startsQuery } from "./starts.ts";

/** As many rows as a query gives. */
const MOST_ROWS = 50_000;

/**
 * Answers a `RetentionQuery`: one row a period, with how many of those who
 * started in it came back 0, 1, 2, … periods later; with a breakdown, those
 * rows for each value.
 *
 * @throws {QueryKindError} For a node that cannot be read
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { results } = await retentionQuery(
 *   { retentionFilter: { totalIntervals: 2 } },
 *   {
 *     now: Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]"),
 *     weekStartDay: 0,
 *     testAccountFilters: [],
 *     entity: () => undefined,
 *     query: () =>
 *       Promise.resolve({
 *         columns: [],
 *         types: [],
 *         rows: [[[""], 0, 0, 5], [[""], 0, 1, 2]],
 *         hogql: "",
 *       }),
 *   },
 * );
 * assertEquals(results, [
 *   {
 *     date: "2026-11-19T00:00:00+00:00",
 *     label: "Day 0",
 *     values: [{ count: 5, label: "Day 0" }, { count: 2, label: "Day 1" }],
 *   },
 *   {
 *     date: "2026-11-20T00:00:00+00:00",
 *     label: "Day 1",
 *     values: [{ count: 0, label: "Day 0" }],
 *   },
 * ]);
 * ```
 */
export async function retentionQuery(
  input: unknown,
  context: KindContext,
): Promise<KindResult> {
  const plan = await planOf(input, context);
  const { rows, hogql: text } = await run(
    hogql`SELECT line, start, later, count() AS people FROM (
SELECT line, start, arrayJoin(laters) AS later FROM (${
      startsQuery(plan, context)
    })) GROUP BY line, start, later ORDER BY line, start, later LIMIT ${MOST_ROWS}`,
    context,
  );
  if (rows.length >= MOST_ROWS) {
    throw new QueryKindError(
      "The breakdown has too many values for a retention: leave some out with " +
        "a property filter, or ask for fewer periods",
      { attr: "breakdownFilter" },
    );
  }
  const { breakdown, periods } = plan;
  if (breakdown === undefined) {
    const [counts = new Map()] = countsByLine(rows).values();
    return { results: tableOf(counts, periods), hogql: text };
  }
  const tables = largest(countsByLine(rows), breakdown.limit);
  const results = tables.flatMap(([values, counts]) => {
    if (values[0] === OTHER_VALUES && !breakdown.hasOther) return [];
    const value = shownValue(values, breakdown);
    const breakdown_value = value === NO_VALUE ? "" : value;
    return tableOf(counts, periods).map((row) => ({ ...row, breakdown_value }));
  });
  return { results, hogql: text };
}

/**
 * Who started in one period of a retention: `actor`, and `appearances`, for
 * each period from there on 1 where they came back, else 0.
 *
 * @throws {QueryKindError} For a node that cannot be read, or counts groups
 *
 * @example
 * ```ts
 * import { bind } from "../hogql_text.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const people = await retentionPeople({ retentionFilter: {} }, { start: 0 }, {
 *   now: Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]"),
 *   weekStartDay: 0,
 *   testAccountFilters: [],
 *   entity: () => undefined,
 *   query: () => Promise.reject(new Error("not asked")),
 * });
 * assertStringIncludes(bind(people).query, "AS appearances");
 * ```
 */
export async function retentionPeople(
  input: unknown,
  { start, value }: {
    readonly start: number;
    readonly value?: string | number | readonly string[] | undefined;
  },
  context: KindContext,
): Promise<Hogql> {
  const plan = await planOf(input, context);
  const { node, periods, breakdown } = plan;
  if (typeof node.aggregation_group_type_index === "number") {
    throw new QueryKindError("Cannot list people of a retention of groups", {
      attr: "source__source__aggregation_group_type_index",
    });
  }
  const starts = startsQuery(
    { ...plan, breakdown: value === undefined ? undefined : breakdown },
    context,
  );
  const hasValue = breakdown === undefined || value === undefined
    ? hogql`true`
    : hogql`line = ${arrayOf([value || NO_VALUE].flat().map(String))}`;
  return hogql`SELECT actor, arrayMap(k -> toInt(has(laters, k)),
range(${periods.count - start})) AS appearances FROM (${starts})
WHERE start = ${start} AND ${hasValue}`;
}

async function planOf(
  input: unknown,
  context: KindContext,
): Promise<RetentionPlan> {
  const node = parseNode(retentionNode, input);
  return {
    node,
    periods: await periodsOf(node, context),
    breakdown: resolveBreakdown(node.breakdownFilter, context),
  };
}

/** How many people, by starting period and number of periods later. */
type Counts = Map<string, number>;

/** By the values of the breakdown in JSON. */
function countsByLine(
  rows: readonly (readonly unknown[])[],
): Map<string, Counts> {
  const lines = new Map<string, Counts>();
  for (const [line, start, later, people] of rows) {
    const key = JSON.stringify(line);
    const counts = lines.get(key) ?? new Map<string, number>();
    counts.set(`${start} ${later}`, Number(people));
    lines.set(key, counts);
  }
  return lines;
}

/** Those most people started in; the others together, last. */
function largest(
  lines: ReadonlyMap<string, Counts>,
  limit: number,
): [values: string[], counts: Counts][] {
  const sorted = Array.from(
    lines,
    ([key, counts]): [string[], Counts] => [JSON.parse(key), counts],
  ).sort(([a, one], [b, two]) =>
    starters(two) - starters(one) || a.join().localeCompare(b.join())
  );
  const others = sorted.slice(limit);
  if (others.length === 0) return sorted;
  const together: Counts = new Map();
  for (const [, counts] of others) {
    for (const [cell, people] of counts) {
      together.set(cell, (together.get(cell) ?? 0) + people);
    }
  }
  return [...sorted.slice(0, limit), [[OTHER_VALUES], together]];
}

function starters(counts: Counts): number {
  return counts.entries().reduce(
    (total, [cell, people]) => cell.endsWith(" 0") ? total + people : total,
    0,
  );
}

function tableOf(
  counts: Counts,
  { name, unit, count, first }: Periods,
): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, start) => ({
    date: addBuckets(first, unit, start).toString({ timeZoneName: "never" }),
    label: `${name} ${start}`,
    values: Array.from({ length: count - start }, (_, later) => ({
      count: counts.get(`${start} ${later}`) ?? 0,
      label: `${name} ${later}`,
    })),
  }));
}
