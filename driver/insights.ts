/**
 * Saved insights.
 *
 * @module
 */

import type { Connection } from "./connection.ts";
import { invalid } from "./failure.ts";
import { pick } from "./kinds.ts";
import {
  type InsightType,
  type LegacyFilters,
  translateInsight,
} from "./legacy_insight.ts";
import { list, type Listing, type ListOptions } from "./listing.ts";
import type { QueryNode } from "./query_request.ts";
import { create } from "./rest.ts";

/** An insight (PostHog API, insights). */
export interface Insight {
  /** Its id. */
  readonly id: number;
  /** Its id in URLs. */
  readonly short_id: string;
  /** Its name; may be empty. */
  readonly name: string | null;
  /** What it asks. */
  readonly query: QueryNode | null;
  /** The cached answer; `null` where PostHog has none at hand. */
  readonly result: unknown;
  /** Everything else PostHog sends. */
  readonly [field: string]: unknown;
}

/** Which insights. */
export interface GetInsightsOptions extends ListOptions {
  /** Only this kind, by its old name. */
  readonly type?: InsightType;
  /** In name and description. */
  readonly search?: string;
  /** Only saved ones (not those merely viewed). */
  readonly saved?: boolean;
}

/** What a new insight is: a query, or one of the six old types with filters. */
export interface CreateInsightOptions {
  /** Its name. */
  readonly name: string;
  /** What it is for. */
  readonly description?: string;
  /** A query node: `TrendsQuery`, `HogQLQuery`, or one already wrapped. */
  readonly query?: QueryNode;
  /** An old type, with `filters`. */
  readonly type?: InsightType;
  /** Old filters; translated, for PostHog no longer takes them. */
  readonly filters?: LegacyFilters;
  /** Dashboards to show it on. */
  readonly dashboards?: readonly number[];
  /** Labels. */
  readonly tags?: readonly string[];
}

/** Lists insights. */
export function getInsights(
  connection: Connection,
  options: GetInsightsOptions,
): Promise<Listing<Insight>> {
  const { type } = options;
  return list(connection, {
    ...options,
    path: "insights",
    endpoint: "analytics",
    search: pick(options, "search", "saved"),
    keep: type && ((insight) => isOfType(insight, type)),
  });
}

/** Creates an insight. */
export async function createInsight(
  connection: Connection,
  options: CreateInsightOptions,
): Promise<Insight> {
  const { type, filters, query: node, ...rest } = options;
  const query = node ?? (type && translateInsight(type, filters ?? {}));
  if (!query) {
    throw invalid(
      "create an insight",
      "it has no query and no old type",
      "missing_query",
      "Pass query, or type (TRENDS, …) and filters",
      "query",
    );
  }
  // PostHog saves a query only inside a node that says how to show it.
  const isTable = query.kind === "HogQLQuery";
  const kind = isTable ? "DataVisualizationNode" : "InsightVizNode";
  return await create<Insight>(connection, "insights", {
    ...rest,
    saved: true,
    query: "source" in query ? query : { kind, source: query },
  });
}

/** `FUNNELS` is a `FunnelsQuery`; very old insights say it in their filters. */
function isOfType(
  insight: Readonly<Record<string, unknown>>,
  type: InsightType,
): boolean {
  const query = Object(insight["query"]);
  const kind = String(Object(query["source"] ?? query)["kind"] ?? "");
  const old = Object(insight["filters"])["insight"];
  return kind.toUpperCase() === `${type}QUERY` || old === type;
}
