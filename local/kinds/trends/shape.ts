/**
 * The lines of a trend in PostHog's form.
 *
 * @module
 */

import {
  type ResolvedBreakdown,
  shownValue,
  valueLabel,
} from "../breakdown.ts";
import type { TimeSpan } from "../date_range.ts";
import { bucketDay, bucketLabel, type Interval } from "../interval.ts";
import { seriesEntity, seriesLabel } from "../series.ts";
import { evaluateFormula } from "./formula.ts";
import { isOneNumber, type TrendsNode } from "./node.ts";

/** One line of a trend. */
export interface Line {
  /** Which series it belongs to, counted from 0. */
  readonly order: number;
  /** The breakdown's values; one empty text where there is no breakdown. */
  readonly values: readonly string[];
  /** One number a bucket. */
  readonly numbers: readonly number[];
}

/** One time a trend is asked for: the present one or an earlier one. */
export interface Period {
  /** Which moments count. */
  readonly span: TimeSpan;
  /** First moment of each bucket. */
  readonly starts: readonly Temporal.ZonedDateTime[];
  /** PostHog's word for it; `undefined` where nothing is compared. */
  readonly label: "current" | "previous" | undefined;
}

/**
 * The lines of one period in PostHog's form, formulas computed.
 *
 * @throws {QueryKindError} For a formula that cannot be read
 *
 * @example
 * ```ts
 * import { assertObjectMatch } from "@std/assert";
 *
 * const start = Temporal.ZonedDateTime.from("2026-11-20T00:00[UTC]");
 * const [line] = shapeTrends(
 *   { series: [{ kind: "EventsNode", event: "purchase" }] },
 *   [{ order: 0, values: [""], numbers: [4] }],
 *   { span: { from: start, to: start }, starts: [start], label: undefined },
 *   "day",
 *   undefined,
 * );
 * assertObjectMatch(line ?? {}, {
 *   label: "purchase",
 *   data: [4],
 *   days: ["2026-11-20"],
 *   labels: ["20-Nov-2026"],
 *   count: 4,
 * });
 * ```
 */
export function shapeTrends(
  node: TrendsNode,
  lines: readonly Line[],
  period: Period,
  unit: Interval,
  breakdown: ResolvedBreakdown | undefined,
): Record<string, unknown>[] {
  const formulas = formulasOf(node);
  if (formulas.length > 0) {
    return formulas.flatMap((formula) =>
      withFormula(formula, lines, node).map(({ values, numbers }) => ({
        ...shapedLine(
          values,
          numbers,
          formula.name,
          period,
          unit,
          node,
          breakdown,
        ),
        action: null,
      }))
    );
  }
  return lines.map(({ order, values, numbers }) => {
    const series = node.series[order] ?? { kind: "EventsNode" as const };
    return {
      ...shapedLine(
        values,
        numbers,
        seriesLabel(series),
        period,
        unit,
        node,
        breakdown,
      ),
      action: seriesEntity(series, order),
    };
  });
}

interface NamedFormula {
  readonly text: string;
  readonly name: string;
}

function formulasOf({ trendsFilter }: TrendsNode): NamedFormula[] {
  const nodes = trendsFilter?.formulaNodes ?? [];
  if (nodes.length > 0) {
    return nodes.map(({ formula, custom_name }) => ({
      text: formula,
      name: custom_name || `Formula (${formula})`,
    }));
  }
  const texts = trendsFilter?.formulas ??
    (trendsFilter?.formula ? [trendsFilter.formula] : []);
  return texts.map((text) => ({ text, name: `Formula (${text})` }));
}

/** Computes a formula for each breakdown value that any series has. */
function withFormula(
  { text }: NamedFormula,
  lines: readonly Line[],
  node: TrendsNode,
): Pick<Line, "values" | "numbers">[] {
  const byValues = new Map<string, Line[]>();
  for (const line of lines) {
    const key = JSON.stringify(line.values);
    byValues.set(key, [...byValues.get(key) ?? [], line]);
  }
  return Array.from(byValues.values(), (group) => {
    const [first] = group;
    const none = (first?.numbers ?? []).map(() => 0);
    const series = Object.fromEntries(node.series.map((_, order) => [
      String.fromCharCode(65 + order),
      group.find((line) => line.order === order)?.numbers ?? none,
    ]));
    return {
      values: first?.values ?? [""],
      numbers: evaluateFormula(text, series),
    };
  });
}

function shapedLine(
  values: readonly string[],
  numbers: readonly number[],
  name: string,
  period: Period,
  unit: Interval,
  node: TrendsNode,
  breakdown: ResolvedBreakdown | undefined,
): Record<string, unknown> {
  const isCumulative =
    node.trendsFilter?.display === "ActionsLineGraphCumulative";
  const data = isCumulative ? runningSum(numbers) : numbers;
  const value = breakdown && shownValue(values, breakdown);
  const label = breakdown && valueLabel(values, breakdown);
  return {
    label: label === undefined
      ? name
      : node.series.length > 1
      ? `${name} - ${label}`
      : label,
    ...(isOneNumber(node)
      ? {
        aggregated_value: data[0] ?? 0,
        data: [],
        days: [],
        labels: [],
        count: 0,
      }
      : {
        data,
        days: period.starts.map((start) => bucketDay(start, unit)),
        labels: period.starts.map((start) => bucketLabel(start, unit)),
        count: isCumulative ? data.at(-1) ?? 0 : sum(data),
      }),
    ...(value === undefined ? {} : { breakdown_value: value }),
    ...(period.label === undefined
      ? {}
      : { compare: true, compare_label: period.label }),
    filter: shapedFilter(period, unit),
  };
}

function shapedFilter({ span }: Period, unit: Interval) {
  return {
    date_from: span.from.toString({ timeZoneName: "never" }),
    date_to: span.to.toString({ timeZoneName: "never" }),
    interval: unit,
  };
}

function runningSum(numbers: readonly number[]): number[] {
  let total = 0;
  return numbers.map((number) => total += number);
}

/**
 * All numbers together.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sum([1, 2]), 3);
 * ```
 */
export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
