/**
 * The `FunnelsQuery` node.
 *
 * @module
 */

import { z } from "zod";
import { type BreakdownFilter, breakdownFilter } from "../breakdown.ts";
import {
  seriesInsightFields,
  type SeriesInsightNode,
} from "../insight_node.ts";
import type { Interval } from "../interval.ts";
import { QueryKindError } from "../kind_error.ts";
import { nodeObject } from "../node.ts";
import { type SeriesNode, seriesNode } from "../series.ts";

/** Who gets how far through a row of steps. */
export interface FunnelsNode extends SeriesInsightNode {
  /** The steps. */
  readonly series: readonly SeriesNode[];
  /** Length of a period of a funnel over time; a day where absent. */
  readonly interval?: Interval | null | undefined;
  /** One funnel a value of a property. */
  readonly breakdownFilter?: BreakdownFilter | null | undefined;
  /** Order, window and form of the funnel. */
  readonly funnelsFilter?: FunnelsFilter | null | undefined;
  /** Count groups of this type instead of people. */
  readonly aggregation_group_type_index?: number | null | undefined;
}

/** Order of the steps: one after the other, with nothing between, or any. */
export type FunnelOrder = "ordered" | "strict" | "unordered";

/** Which event's value a breakdown takes. */
export type Attribution = "first_touch" | "last_touch" | "all_events" | "step";

/** How many reach each step, how long they take, or how that changes. */
export type FunnelViz = "steps" | "time_to_convert" | "trends";

/** Order, window and form of a funnel. */
export interface FunnelsFilter {
  /** `ordered` where absent. */
  readonly funnelOrderType?: FunnelOrder | null | undefined;
  /** What is asked; `steps` where absent. */
  readonly funnelVizType?: FunnelViz | null | undefined;
  /** The step that conversion is measured from, counted from 0. */
  readonly funnelFromStep?: number | null | undefined;
  /** The step that conversion is measured to; the last where absent. */
  readonly funnelToStep?: number | null | undefined;
  /** How many bins a histogram of times has. */
  readonly binCount?: number | null | undefined;
  /** Time from the first step to the last; 14 where absent. */
  readonly funnelWindowInterval?: number | null | undefined;
  /** Unit of the window; `day` where absent. */
  readonly funnelWindowIntervalUnit?: string | null | undefined;
  /** Which event's value counts; the first's where absent. */
  readonly breakdownAttributionType?: Attribution | null | undefined;
  /** For `step`: which, counted from 0. */
  readonly breakdownAttributionValue?: number | null | undefined;
  /** Events that throw a person out. */
  readonly exclusions?: readonly Exclusion[] | null | undefined;
  /** Count these instead of people. */
  readonly funnelAggregateByHogQL?: string | null | undefined;
}

/** An event that throws a person out between two steps. */
export type Exclusion = SeriesNode & {
  /** From the moment this step is done; counted from 0. */
  readonly funnelFromStep: number;
  /** Until this step is done; counted from 0. */
  readonly funnelToStep: number;
};

const exclusion = z.intersection(
  seriesNode,
  z.looseObject({
    funnelFromStep: z.number().int().min(0),
    funnelToStep: z.number().int().min(1),
  }),
);

/** How the bars are drawn, and by which of PostHog's functions. */
const SHOWN_ONLY = [
  "funnelStepReference",
  "goalLines",
  "hiddenLegendBreakdowns",
  "layout",
  "resultCustomizations",
  "showTrendLines",
  "showValuesOnSeries",
  "useUdf",
];

/** The schema of a `FunnelsQuery`. */
export const funnelsNode: z.ZodType<FunnelsNode> = nodeObject({
  ...seriesInsightFields,
  series: z.array(seriesNode).min(1).max(30),
  breakdownFilter: breakdownFilter.nullish(),
  aggregation_group_type_index: z.number().int().min(0).max(4).nullish(),
  funnelsFilter: nodeObject({
    funnelOrderType: z.enum(["ordered", "strict", "unordered"]).nullish(),
    funnelVizType: z.enum(["steps", "time_to_convert", "trends"]).nullish(),
    funnelFromStep: z.number().int().min(0).nullish(),
    funnelToStep: z.number().int().min(1).nullish(),
    binCount: z.number().int().nullish(),
    funnelWindowInterval: z.number().positive().nullish(),
    funnelWindowIntervalUnit: z.string().nullish(),
    breakdownAttributionType: z.enum([
      "first_touch",
      "last_touch",
      "all_events",
      "step",
    ]).nullish(),
    breakdownAttributionValue: z.number().int().min(0).nullish(),
    exclusions: z.array(exclusion).nullish(),
    funnelAggregateByHogQL: z.string().nullish(),
  }, SHOWN_ONLY).nullish(),
});

const SECONDS: ReadonlyMap<string, number> = new Map([
  ["second", 1],
  ["minute", 60],
  ["hour", 3600],
  ["day", 86_400],
  ["week", 604_800],
  ["month", 2_592_000],
]);

/**
 * The conversion window in seconds; a month has 30 days.
 *
 * @throws {QueryKindError} For a unit that PostHog does not have
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(windowSeconds({}), 14 * 24 * 3600);
 * ```
 */
export function windowSeconds(
  filter: FunnelsFilter | null | undefined,
): number {
  const unit = filter?.funnelWindowIntervalUnit ?? "day";
  const seconds = SECONDS.get(unit);
  if (seconds === undefined) {
    throw new QueryKindError(
      `Cannot use the window unit ${JSON.stringify(unit)}: expected ${
        [...SECONDS.keys()].join(", ")
      }`,
      { attr: "funnelsFilter" },
    );
  }
  return seconds * (filter?.funnelWindowInterval ?? 14);
}

/**
 * The two steps, counted from 0, between which conversion is measured.
 *
 * @throws {QueryKindError} For steps that the funnel does not have
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const step = { kind: "EventsNode" as const };
 * assertEquals(measuredSteps({ series: [step, step, step] }), { from: 0, to: 2 });
 * ```
 */
export function measuredSteps(
  { series, funnelsFilter }: Pick<FunnelsNode, "series" | "funnelsFilter">,
): { from: number; to: number } {
  const from = funnelsFilter?.funnelFromStep ?? 0;
  const to = funnelsFilter?.funnelToStep ?? series.length - 1;
  if (from < to && to < series.length) return { from, to };
  throw new QueryKindError(
    `Cannot measure conversion from step ${from} to step ${to}: ` +
      `expected two of 0 to ${series.length - 1}, the earlier first`,
    { attr: "funnelsFilter__funnelToStep" },
  );
}
