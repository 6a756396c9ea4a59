/**
 * The six insight types of PostHog's old API, as query nodes: PostHog no
 * longer takes `filters` (HTTP 403), but people and models still write them.
 *
 * @module
 */

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

/** What every query node shares: new name → old name. */
const SHARED = {
  properties: "properties",
  filterTestAccounts: "filter_test_accounts",
  samplingFactor: "sampling_factor",
};

/** What is special to a type: the node, its filter object, new name → old name. */
const SPECIAL: Readonly<
  Record<
    InsightType,
    readonly [
      kind: string,
      filter: string,
      names: Readonly<Record<string, string>>,
    ]
  >
> = {
  TRENDS: ["TrendsQuery", "trendsFilter", {
    display: "display",
    formula: "formula",
    showLegend: "show_legend",
  }],
  FUNNELS: ["FunnelsQuery", "funnelsFilter", {
    funnelOrderType: "funnel_order_type",
    funnelVizType: "funnel_viz_type",
    funnelWindowInterval: "funnel_window_interval",
    funnelWindowIntervalUnit: "funnel_window_interval_unit",
    breakdownAttributionType: "breakdown_attribution_type",
    exclusions: "exclusions",
    layout: "layout",
  }],
  RETENTION: ["RetentionQuery", "retentionFilter", {
    targetEntity: "target_entity",
    returningEntity: "returning_entity",
    period: "period",
    totalIntervals: "total_intervals",
    retentionType: "retention_type",
  }],
  PATHS: ["PathsQuery", "pathsFilter", {
    includeEventTypes: "include_event_types",
    startPoint: "start_point",
    endPoint: "end_point",
    stepLimit: "step_limit",
    edgeLimit: "edge_limit",
    excludeEvents: "exclude_events",
  }],
  LIFECYCLE: ["LifecycleQuery", "lifecycleFilter", {
    toggledLifecycles: "toggledLifecycles",
  }],
  STICKINESS: ["StickinessQuery", "stickinessFilter", { display: "display" }],
};

/** Translates an old insight into a query node. */
export function translateInsight(
  type: InsightType,
  filters: LegacyFilters,
): QueryNode {
  const [kind, filterName, names] = SPECIAL[type];
  const special = rename(filters, names);
  // Before units existed, a funnel's window was given in days.
  if (type === "FUNNELS" && filters["funnel_window_days"] !== undefined) {
    special["funnelWindowInterval"] = filters["funnel_window_days"];
    special["funnelWindowIntervalUnit"] = "day";
  }
  const hasSeries = type !== "RETENTION" && type !== "PATHS";
  const breakdown = rename(filters, {
    breakdown: "breakdown",
    breakdown_type: "breakdown_type",
    breakdowns: "breakdowns",
    breakdown_limit: "breakdown_limit",
  });
  return {
    kind,
    dateRange: rename(filters, { date_from: "date_from", date_to: "date_to" }),
    ...rename(filters, SHARED),
    ...(hasSeries && rename(filters, { interval: "interval" })),
    ...(hasSeries && { series: seriesOf(filters) }),
    ...(Object.keys(breakdown).length > 0 && { breakdownFilter: breakdown }),
    ...(filters["compare"] === true && { compareFilter: { compare: true } }),
    [filterName]: special,
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
  const list: unknown[] = Array.isArray(value) ? value : [];
  return list.map((item, index) => {
    const { id, name, custom_name, order, ...rest } = Object(item);
    const node = kind === "EventsNode"
      ? { kind, event: id ?? null, name: name ?? id ?? "All events" }
      : { kind, id, name };
    return {
      order: Number(order ?? index),
      node: {
        ...node,
        ...(custom_name && { custom_name }),
        ...rename(rest, {
          math: "math",
          math_property: "math_property",
          math_hogql: "math_hogql",
          math_group_type_index: "math_group_type_index",
          properties: "properties",
        }),
      },
    };
  });
}

function rename(
  from: LegacyFilters,
  names: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const to: Record<string, unknown> = {};
  for (const [name, old] of Object.entries(names)) {
    const value = from[old];
    if (value !== undefined && value !== null) to[name] = value;
  }
  return to;
}
