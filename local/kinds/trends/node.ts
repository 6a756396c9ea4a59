/**
 * The `TrendsQuery` node.
 *
 * @module
 */

import { z } from "zod";
import { type BreakdownFilter, breakdownFilter } from "../breakdown.ts";
import {
  seriesInsightFields,
  type SeriesInsightNode,
} from "../insight_node.ts";
import { nodeObject } from "../node.ts";

const DISPLAYS = [
  "ActionsAreaGraph",
  "ActionsBar",
  "ActionsBarValue",
  "ActionsLineGraph",
  "ActionsLineGraphCumulative",
  "ActionsPie",
  "ActionsStackedBar",
  "ActionsTable",
  "ActionsUnstackedBar",
  "BoldNumber",
  "WorldMap",
] as const;

/** How lines and axes are drawn. */
const SHOWN_ONLY = [
  "aggregationAxisFormat",
  "aggregationAxisPostfix",
  "aggregationAxisPrefix",
  "confidenceLevel",
  "decimalPlaces",
  "detailedResultsAggregationType",
  "goalLines",
  "hiddenLegendIndexes",
  "minDecimalPlaces",
  "movingAverageIntervals",
  "resultCustomizationBy",
  "resultCustomizations",
  "showAlertThresholdLines",
  "showConfidenceIntervals",
  "showLabelsOnSeries",
  "showLegend",
  "showMovingAverage",
  "showMultipleYAxes",
  "showPercentStackView",
  "showTrendLines",
  "showValuesOnSeries",
  "yAxisScaleType",
];

/** Counts over time. */
export interface TrendsNode extends SeriesInsightNode {
  /** One line a value of a property. */
  readonly breakdownFilter?: BreakdownFilter | null | undefined;
  /** The same lines for an earlier time. */
  readonly compareFilter?: CompareFilter | null | undefined;
  /** Form of the answer, and formulas over series. */
  readonly trendsFilter?: TrendsFilter | null | undefined;
}

/** What to compare with. */
export interface CompareFilter {
  /** Whether to compare at all. */
  readonly compare?: boolean | null | undefined;
  /** How far back, like `-1y`; the time just before where absent. */
  readonly compare_to?: string | null | undefined;
}

/** Form of the answer, and formulas over series. */
export interface TrendsFilter {
  /** The chart; some have one number instead of a line. */
  readonly display?: (typeof DISPLAYS)[number] | null | undefined;
  /** Each point is the average of so many buckets, its own the last. */
  readonly smoothingIntervals?: number | null | undefined;
  /** A formula over series, which are called A, B, … */
  readonly formula?: string | null | undefined;
  /** Several formulas. */
  readonly formulas?: readonly string[] | null | undefined;
  /** Several formulas with names. */
  readonly formulaNodes?:
    | readonly {
      readonly formula: string;
      readonly custom_name?: string | null | undefined;
    }[]
    | null
    | undefined;
}

/** The schema of a `TrendsQuery`. */
export const trendsNode: z.ZodType<TrendsNode> = nodeObject({
  ...seriesInsightFields,
  breakdownFilter: breakdownFilter.nullish(),
  compareFilter: nodeObject({
    compare: z.boolean().nullish(),
    compare_to: z.string().nullish(),
  }).nullish(),
  trendsFilter: nodeObject({
    display: z.enum(DISPLAYS).nullish(),
    smoothingIntervals: z.number().int().min(1).max(1000).nullish(),
    formula: z.string().nullish(),
    formulas: z.array(z.string()).nullish(),
    formulaNodes: z.array(nodeObject({
      formula: z.string(),
      custom_name: z.string().nullish(),
    })).nullish(),
  }, SHOWN_ONLY).nullish(),
}, ["aggregation_group_type_index"]);

/** Charts that show one number a line instead of a line. */
const ONE_NUMBER: ReadonlySet<string> = new Set([
  "BoldNumber",
  "ActionsPie",
  "ActionsBarValue",
  "ActionsTable",
  "WorldMap",
]);

/**
 * Whether the answer has one number a line, over the whole time.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const series = [{ kind: "EventsNode" as const }];
 * const trendsFilter = { display: "BoldNumber" as const };
 * assertEquals(isOneNumber({ series, trendsFilter }), true);
 * ```
 */
export function isOneNumber({ trendsFilter }: TrendsNode): boolean {
  return ONE_NUMBER.has(trendsFilter?.display ?? "");
}
