/**
 * What a request changes about the query it carries, as a dashboard does:
 * dates, filters, a breakdown, values of variables.
 *
 * @module
 */

import { z } from "zod";
import { ApiError } from "../http/api_error.ts";
import type { QueryNode } from "./query_kind.ts";

const Fields = z.record(z.string(), z.unknown());

const text = z.string().nullish();

/** Dates, filters and a breakdown, as a dashboard has them. */
export interface FiltersOverride {
  /** Where the dates begin. */
  readonly date_from?: string | null | undefined;
  /** Where they end. */
  readonly date_to?: string | null | undefined;
  /** Take the moments as they are. */
  readonly explicitDate?: boolean | null | undefined;
  /** Filters that must hold, too. */
  readonly properties?: readonly unknown[] | null | undefined;
  /** The breakdown, instead of the query's own. */
  readonly breakdown_filter?:
    | Readonly<Record<string, unknown>>
    | null
    | undefined;
}

/** The schema of `filters_override`. */
export const filtersOverride: z.ZodType<FiltersOverride> = z.strictObject({
  date_from: text,
  date_to: text,
  explicitDate: z.boolean().nullish(),
  properties: z.array(z.unknown()).nullish(),
  breakdown_filter: Fields.nullish(),
});

/** Variables by their ids. */
export type VariablesOverride = Readonly<
  Record<string, Readonly<Record<string, unknown>>>
>;

/** The schema of `variables_override`. */
export const variablesOverride: z.ZodType<VariablesOverride> = z.record(
  z.string(),
  Fields,
);

/** The overrides of a request. */
export interface Overrides {
  /** Of dates and filters. */
  readonly filters_override?: FiltersOverride | null | undefined;
  /** Of the values of variables. */
  readonly variables_override?: VariablesOverride | null | undefined;
}

/** Kinds whose dates and filters have the same places. */
const INSIGHTS: ReadonlySet<string> = new Set([
  "FunnelsQuery",
  "LifecycleQuery",
  "PathsQuery",
  "RetentionQuery",
  "StickinessQuery",
  "TrendsQuery",
]);

/**
 * The query as it is to be answered: its filters and those of the request must
 * hold, and dates of the request replace its own.
 *
 * @throws {ApiError} 400 for a kind whose dates and filters cannot be replaced
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const node = { kind: "TrendsQuery", properties: [{ key: "a" }] };
 * assertEquals(
 *   overridden(node, { filters_override: { date_from: "-7d" } }),
 *   { ...node, dateRange: { date_from: "-7d" } },
 * );
 * ```
 */
export function overridden(
  node: QueryNode,
  { filters_override, variables_override }: Overrides,
): QueryNode {
  const filtered = withFilters(node, filters_override ?? {});
  if (!variables_override || node.kind !== "HogQLQuery") return filtered;
  const variables = {
    ...Fields.nullish().parse(node["variables"]),
    ...variables_override,
  };
  return { ...filtered, variables };
}

function withFilters(
  node: QueryNode,
  given: FiltersOverride,
): QueryNode {
  const { properties, breakdown_filter, ...dates } = given;
  const range = Object.fromEntries(
    Object.entries(dates).filter(([, value]) => value),
  );
  const hasDates = Object.keys(range).length > 0;
  if (!hasDates && !properties?.length && !breakdown_filter) return node;
  if (node.kind === "HogQLQuery") {
    const own = Fields.nullish().parse(node["filters"]) ?? {};
    const filters = placed(own, hasDates ? range : undefined, properties);
    return { ...node, filters };
  }
  if (!INSIGHTS.has(node.kind)) {
    throw ApiError.validation(
      `The dates and filters of a ${node.kind} cannot be overridden: change ` +
        "the query itself",
      "filters_override",
    );
  }
  return {
    ...node,
    ...placed(node, hasDates ? range : undefined, properties),
    ...(breakdown_filter ? { breakdownFilter: breakdown_filter } : {}),
  };
}

/** Where dates and filters are in an insight, and in `filters` of HogQL. */
function placed(
  own: Readonly<Record<string, unknown>>,
  dateRange: Readonly<Record<string, unknown>> | undefined,
  more: readonly unknown[] | null | undefined,
): Record<string, unknown> {
  const { properties } = own;
  const both = Array.isArray(properties) || !properties
    ? [...properties as unknown[] ?? [], ...more ?? []]
    : { type: "AND", values: [properties, ...more ?? []] };
  return {
    ...own,
    ...(more?.length ? { properties: both } : {}),
    ...(dateRange ? { dateRange } : {}),
  };
}
