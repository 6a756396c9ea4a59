/**
 * What an experiment measures.
 *
 * @module
 */

import { z } from "zod";
import { type SeriesNode, seriesNode } from "../series.ts";

/** A number a person: how often, how much. */
export interface MeanMetric {
  /** Names the type. */
  readonly metric_type: "mean";
  /** The events, and by `math` what of them. */
  readonly source: SeriesNode;
  /** Values below this share of all values count as the value there. */
  readonly lower_bound_percentile?: number | null | undefined;
  /** Values above this share of all values count as the value there. */
  readonly upper_bound_percentile?: number | null | undefined;
}

/** Whether a person does all steps. */
export interface FunnelMetric {
  /** Names the type. */
  readonly metric_type: "funnel";
  /** The steps after the exposure. */
  readonly series: readonly SeriesNode[];
  /** `ordered` where absent. */
  readonly funnel_order_type?:
    | "ordered"
    | "unordered"
    | "strict"
    | null
    | undefined;
}

/** One number divided by another, over all people. */
export interface RatioMetric {
  /** Names the type. */
  readonly metric_type: "ratio";
  /** What is divided. */
  readonly numerator: SeriesNode;
  /** What it is divided by. */
  readonly denominator: SeriesNode;
}

/** An `ExperimentMetric`. */
export type Metric = (MeanMetric | FunnelMetric | RatioMetric) & {
  /** Name for people. */
  readonly name?: string | null | undefined;
  /** Names the metric in its experiment. */
  readonly uuid?: string | null | undefined;
  /** Time from the exposure in which events count; all of it where absent. */
  readonly conversion_window?: number | null | undefined;
  /** Unit of the window; `day` where absent. */
  readonly conversion_window_unit?: string | null | undefined;
};

const shared = {
  name: z.string().nullish(),
  uuid: z.string().nullish(),
  conversion_window: z.number().positive().nullish(),
  conversion_window_unit: z.string().nullish(),
};

const share = z.number().min(0).max(1).nullish();

/** The schema of an `ExperimentMetric`. */
export const metric: z.ZodType<Metric> = z.discriminatedUnion("metric_type", [
  z.looseObject({
    metric_type: z.literal("mean"),
    source: seriesNode,
    lower_bound_percentile: share,
    upper_bound_percentile: share,
    ...shared,
  }),
  z.looseObject({
    metric_type: z.literal("funnel"),
    series: z.array(seriesNode).min(1),
    funnel_order_type: z.enum(["ordered", "unordered", "strict"]).nullish(),
    ...shared,
  }),
  z.looseObject({
    metric_type: z.literal("ratio"),
    numerator: seriesNode,
    denominator: seriesNode,
    ...shared,
  }),
]);
