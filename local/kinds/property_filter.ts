/**
 * PostHog's property filters, `{ key, value, operator, type }`, as HogQL.
 *
 * @module
 */

import { z } from "zod";
import {
  type FilterPlace,
  HogQLError,
  Piece,
  propertyField,
  propertyFilter,
} from "../hogql/mod.ts";
import { allOf, anyOf, type Hogql, hogql, userHogql } from "./hogql_text.ts";
import { QueryKindError } from "./kind_error.ts";

/** One comparison of a property, as PostHog's API takes it. */
export interface PropertyFilter {
  /** Name of the property; HogQL where the type is `hogql`. */
  readonly key: string;
  /** What to compare with. */
  readonly value?: unknown;
  /** The comparison; `exact` where absent. */
  readonly operator?: string | null | undefined;
  /** Whose property; `event` where absent. */
  readonly type?: string | null | undefined;
  /** Turns the comparison round. */
  readonly negation?: boolean | null | undefined;
  /** Which type of group, 0 to 4. */
  readonly group_type_index?: number | null | undefined;
}

/** Filters joined by AND or OR. */
export interface PropertyFilterGroup {
  /** How the values are joined. */
  readonly type: "AND" | "OR";
  /** Filters or groups of them. */
  readonly values: readonly (PropertyFilter | PropertyFilterGroup)[];
}

/** A list of filters that must all hold, or a tree of them. */
export type PropertyFilters = readonly PropertyFilter[] | PropertyFilterGroup;

const oneFilter: z.ZodType<PropertyFilter> = z.looseObject({
  key: z.coerce.string(),
  value: z.unknown().optional(),
  operator: z.string().nullish(),
  type: z.string().nullish(),
  negation: z.boolean().nullish(),
  group_type_index: z.number().int().min(0).max(4).nullish(),
});

const propertyFilterGroup: z.ZodType<PropertyFilterGroup> = z.lazy(() =>
  z.looseObject({
    type: z.enum(["AND", "OR"]),
    values: z.array(z.union([propertyFilterGroup, oneFilter])),
  })
);

/** The schema of filters as a list. */
export const propertyFilterList: z.ZodType<PropertyFilter[]> = z.array(
  oneFilter,
);

/** The schema of filters as a list or a tree. */
export const propertyFilters: z.ZodType<PropertyFilters> = z.union([
  propertyFilterList,
  propertyFilterGroup,
]);

/** Which table the filters stand on, and what they may need from the project. */
export interface FilterScope {
  /** On `persons`, a person's property is a column of its own row. */
  readonly table: "events" | "persons";
  /** The time relative dates count from. */
  readonly now: Date;
}

/**
 * The condition that a list or tree of filters stands for.
 *
 * @throws {QueryKindError} For an operator or a type that has no meaning here
 *
 * @example
 * ```ts
 * import { bind } from "./hogql_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const condition = filterCondition([
 *   { key: "$browser", value: ["Chrome", "Safari"], operator: "exact" },
 *   { key: "event != '$pageview'", type: "hogql" },
 * ], { table: "events", now: new Date() });
 * assertEquals(bind(condition).query, "{v0} AND (event != '$pageview'\n)");
 * ```
 */
export function filterCondition(
  filters: PropertyFilters | null | undefined,
  scope: FilterScope,
): Hogql {
  if (filters === null || filters === undefined) return hogql`true`;
  if ("type" in filters) {
    const parts = filters.values.map((value) =>
      "values" in value
        ? filterCondition(value, scope)
        : conditionOf(value, scope)
    );
    if (parts.length === 0) return hogql`true`;
    return filters.type === "OR" ? anyOf(parts) : allOf(parts);
  }
  return allOf(filters.map((one) => conditionOf(one, scope)));
}

function conditionOf(filter: PropertyFilter, scope: FilterScope): Hogql {
  if (filter.type === "hogql") {
    const condition = userHogql(filter.key);
    return filter.negation ? hogql`NOT ${condition}` : condition;
  }
  return pieceOf(filter, scope, propertyFilter);
}

/**
 * Where a property is found, as HogQL.
 *
 * @throws {QueryKindError} For a type of property that is not kept here
 *
 * @example
 * ```ts
 * import { bind } from "./hogql_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const email = propertyOf({ key: "email", type: "person" }, { table: "events" });
 * assertEquals(bind(email).query, "{v0}");
 * ```
 */
export function propertyOf(
  filter: PropertyFilter,
  scope: Pick<FilterScope, "table">,
): Hogql {
  return filter.type === "hogql"
    ? userHogql(filter.key)
    : pieceOf(filter, scope, propertyField);
}

/** A piece of syntax tree stands among the text where a value would. */
function pieceOf(
  filter: PropertyFilter,
  { table, now = new Date(0) }: Partial<FilterScope>,
  make: typeof propertyFilter,
): Hogql {
  const isPersons = table === "persons";
  const place: FilterPlace = { table: "", isPersons, now };
  try {
    return hogql`${new Piece(make(filter, place))}`;
  } catch (error) {
    if (!(error instanceof HogQLError)) throw error;
    throw wrongFilter(error.message);
  }
}

function wrongFilter(message: string): QueryKindError {
  return new QueryKindError(message, {
    code: "invalid_property_filter",
    attr: "properties",
  });
}
