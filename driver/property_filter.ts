/**
 * PostHog's property filters.
 *
 * @module
 */

/** A single value a property is compared with. */
export type PropertyFilterValue = string | number | boolean;

/** How a property is compared (PostHog API, property filters). */
export type PropertyOperator =
  | "exact"
  | "is_not"
  | "icontains"
  | "not_icontains"
  | "regex"
  | "not_regex"
  | "gt"
  | "gte"
  | "lt"
  | "lte"
  | "is_set"
  | "is_not_set"
  | "is_date_exact"
  | "is_date_before"
  | "is_date_after"
  | "between"
  | "not_between"
  | "in"
  | "not_in";

/** One condition on a property, in the words of PostHog's API. */
export interface PropertyFilter {
  /** Name of the property; `id` for a cohort; the expression for `hogql`. */
  readonly key: string;
  /** What it is compared with; a list means "any of". */
  readonly value?: PropertyFilterValue | readonly PropertyFilterValue[] | null;
  /**
   * How it is compared.
   * @default {"exact"}
   */
  readonly operator?: PropertyOperator;
  /**
   * Whose property.
   * @default {"event"}
   */
  readonly type?:
    | "event"
    | "person"
    | "session"
    | "group"
    | "cohort"
    | "element"
    | "feature"
    | "hogql";
  /** Which group type, for `group`. */
  readonly group_type_index?: number;
}

/** Filters as a list; `{ plan: "pro" }` means "the property is exactly pro". */
export function toPropertyFilters(
  filters:
    | readonly PropertyFilter[]
    | Readonly<Record<string, PropertyFilter["value"]>>,
  type: "event" | "person" = "event",
): readonly PropertyFilter[] {
  const list = isList(filters)
    ? filters
    : Object.entries(filters).map(([key, value]) =>
      value === null || value === undefined
        ? { key, operator: "is_not_set" as const }
        : { key, value }
    );
  return list.map((filter) => ({ operator: "exact", type, ...filter }));
}

function isList<T>(value: readonly T[] | object): value is readonly T[] {
  return Array.isArray(value);
}
