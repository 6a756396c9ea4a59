/**
 * What the nodes of insights have in common.
 *
 * @module
 */

import { z } from "zod";
import { type DateRange, dateRange } from "./date_range.ts";
import { type Interval, interval } from "./interval.ts";
import { type PropertyFilters, propertyFilters } from "./property_filter.ts";
import { type SeriesNode, seriesNode } from "./series.ts";
import type { SharedFilters } from "./shared_filters.ts";

/** A question about a time. */
export interface InsightNode extends SharedFilters {
  /** Which days; the last 7 where absent. */
  readonly dateRange?: DateRange | null | undefined;
}

/** A question about series of events, point by point. */
export interface SeriesInsightNode extends InsightNode {
  /** What is counted: events and actions. */
  readonly series: readonly SeriesNode[];
  /** Length of a point; a day where absent. */
  readonly interval?: Interval | null | undefined;
}

/** The fields of an `InsightNode`. */
export const insightFields: {
  readonly dateRange: z.ZodType<DateRange | null | undefined>;
  readonly properties: z.ZodType<PropertyFilters | null | undefined>;
  readonly filterTestAccounts: z.ZodType<boolean | null | undefined>;
} = {
  dateRange: dateRange.nullish(),
  properties: propertyFilters.nullish(),
  filterTestAccounts: z.boolean().nullish(),
};

/** The fields of a `SeriesInsightNode`. */
export const seriesInsightFields: typeof insightFields & {
  readonly series: z.ZodType<readonly SeriesNode[]>;
  readonly interval: z.ZodType<Interval | null | undefined>;
} = {
  series: z.array(seriesNode).min(1),
  ...insightFields,
  interval: interval.nullish(),
};
