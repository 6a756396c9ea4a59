/**
 * The six insight types of PostHog's old API, as query nodes: PostHog no
 * longer takes `filters` (HTTP 403), but people and models still write them.
 *
 * @module
 */

import { listIn } from "./kinds.ts";
import type { QueryNode } from "./query_request.ts";

/** An insight type of the old API. */
export type InsightType =
  | "TRENDS"
  | "FUNNELS"
  | "RETENTION"
  | "PATHS"
  | "LIFECYCLE"
  | "STICKINESS";

/** Filters of the old API, as they were: `events`, `date_from`, … */
export type LegacyFilters = Readonly<Record<string, unknown>>;

/** The fields of old filters that belong to the filter object of a type. */
const SPECIAL: Readonly<Record<InsightType, string>> = {
  TRENDS: "display formula show_legend show_values_on_series",
  FUNNELS:
    "funnel_order_type funnel_viz_type funnel_window_interval funnel_window_interval_unit breakdown_attribution_type exclusions layout",
  RETENTION:
    "target_entity returning_entity period total_intervals retention_type",
  PATHS:
    "include_event_types start_point end_point step_limit edge_limit exclude_events",
  LIFECYCLE: "toggledLifecycles",
  STICKINESS: "display",
};

/**
 * Translates an old insight into a query node, where there is such a type.
 * What a type never had is left out: a node of its kind would be refused.
 */
export function translateInsight(
  type: InsightType,
  filters: LegacyFilters,
): QueryNode | undefined {
  if (!SPECIAL[type]) return undefined;
  const name = type.toLowerCase();
  const special = pick(filters, SPECIAL[type], camelCase);
  // Before units existed, a funnel's window was given in days.
  if (type === "FUNNELS" && filters["funnel_window_days"] !== undefined) {
    special["funnelWindowInterval"] = filters["funnel_window_days"];
    special["funnelWindowIntervalUnit"] = "day";
  }
  if (special["exclusions"]) {
    special["exclusions"] = seriesOf({ events: special["exclusions"] });
  }
  const hasSeries = type !== "RETENTION" && type !== "PATHS";
  const breakdown = pick(
    filters,
    /^(TRENDS|FUNNELS|RETENTION)$/.test(type)
      ? "breakdown breakdown_type breakdowns breakdown_limit"
      : "",
  );
  return {
    kind: `${type.charAt(0)}${name.slice(1)}Query`,
    dateRange: pick(filters, "date_from date_to"),
    ...pick(
      filters,
      "properties filter_test_accounts sampling_factor",
      camelCase,
    ),
    ...pick(filters, "aggregation_group_type_index"),
    ...(hasSeries && {
      ...pick(filters, "interval"),
      series: seriesOf(filters),
    }),
    ...(Object.keys(breakdown).length > 0 && { breakdownFilter: breakdown }),
    ...(filters["compare"] === true && /^(TRENDS|STICKINESS)$/.test(type) &&
      { compareFilter: { compare: true } }),
    [`${name}Filter`]: special,
  };
}

/** Events and actions, in the order the old filters give them. */
function seriesOf(filters: LegacyFilters): unknown[] {
  return [
    ...entities(filters["events"], "EventsNode"),
    ...entities(filters["actions"], "ActionsNode"),
  ].sort((a, b) => a.order - b.order).map(({ node }) => node);
}

function entities(value: unknown, kind: string) {
  return listIn(value).map((item, index) => {
    const { id, name, order, ...rest } = Object(item);
    const node = kind === "EventsNode"
      ? { kind, event: id ?? null, name: name ?? id ?? "All events" }
      : { kind, id, name };
    return {
      order: Number(order ?? index),
      node: {
        ...node,
        ...pick(
          rest,
          "custom_name math math_property math_hogql math_group_type_index properties",
        ),
        // Only an exclusion has these.
        ...pick(rest, "funnel_from_step funnel_to_step", camelCase),
      },
    };
  });
}

/** Some fields, those that have a value, under new names. */
function pick(
  from: LegacyFilters,
  names: string,
  rename: (name: string) => string = (name) => name,
): Record<string, unknown> {
  return Object.fromEntries(
    names.split(" ")
      .filter((name) => (from[name] ?? null) !== null)
      .map((name) => [rename(name), from[name]]),
  );
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
}
