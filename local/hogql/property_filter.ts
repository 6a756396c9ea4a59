/**
 * Property filters of PostHog's API as conditions.
 *
 * @module
 */

import type { Expr } from "../../hogql/mod.ts";
import type { PropertyFilter } from "./context.ts";
import { HogQLError } from "./errors.ts";
import {
  all,
  any,
  callOf,
  compare,
  constant,
  fieldOf,
  valueOf,
} from "./expression.ts";

/**
 * The condition a filter stands for, on a table by that name (or on whatever
 * is in FROM, when the name is empty).
 *
 * @throws {HogQLError} When the kind of filter or the operator is unknown
 */
export function propertyFilter(filter: PropertyFilter, table = ""): Expr {
  if (filter.values !== undefined) {
    const parts = filter.values.map((part) => propertyFilter(part, table));
    return filter.type?.toUpperCase() === "OR" ? any(parts) : all(parts);
  }
  const key = filter.key ?? "";
  switch (filter.type ?? "event") {
    case "cohort":
    case "static-cohort":
    case "precalculated-cohort":
      return cohort(filter, table);
    default:
      return condition(fieldFor(filter, key, table), filter);
  }
}

function fieldFor(filter: PropertyFilter, key: string, table: string): Expr {
  switch (filter.type ?? "event") {
    case "event":
    case "feature":
      return fieldOf(table, "properties", key);
    case "event_metadata":
      return fieldOf(table, key);
    case "person":
      return fieldOf(table, "person", "properties", key);
    case "group":
      return fieldOf(
        table,
        `group_${filter.group_type_index ?? 0}`,
        "properties",
        key,
      );
    case "session":
      return fieldOf(table, "session", key);
    default:
      throw new HogQLError(`Unsupported property filter type: ${filter.type}`);
  }
}

function cohort(filter: PropertyFilter, table: string): Expr {
  const isNegated = filter.operator === "not_in" ||
    filter.operator === "is_not";
  const id = Number(filter.value);
  return compare(
    isNegated ? "not in cohort" : "in cohort",
    fieldOf(table, "person_id"),
    constant(Number.isInteger(id) ? id : String(filter.value)),
  );
}

/** Operators with one value. */
const SINGLE: ReadonlyMap<
  string,
  (field: Expr, value: string) => Expr
> = new Map(Object.entries({
  icontains: (field: Expr, value: string) =>
    compare("ilike", text(field), pattern(value)),
  not_icontains: (field: Expr, value: string) =>
    compare("not ilike", text(field), pattern(value)),
  regex: (field: Expr, value: string) =>
    compare("=~", text(field), constant(value)),
  not_regex: (field: Expr, value: string) =>
    compare("!~", text(field), constant(value)),
}));

const NUMERIC: ReadonlyMap<string, string> = new Map(Object.entries({
  gt: ">",
  gte: ">=",
  lt: "<",
  lte: "<=",
  min: ">=",
  max: "<=",
}));

const DATES: ReadonlyMap<string, string> = new Map(Object.entries({
  is_date_after: ">",
  is_date_before: "<",
}));

function condition(field: Expr, filter: PropertyFilter): Expr {
  const operator = filter.operator ?? "exact";
  const values = Array.isArray(filter.value) ? filter.value : [filter.value];
  const isNegated = operator.startsWith("not_") || operator === "is_not";
  switch (operator) {
    case "is_set":
      return compare("!=", field, constant(null));
    case "is_not_set":
      return compare("==", field, constant(null));
    case "exact":
    case "is_date_exact":
    case "in":
      return any(
        values.map((value) => compare("==", text(field), valueAsText(value))),
      );
    case "is_not":
    case "not_in":
      return all(
        values.map((value) => compare("!=", text(field), valueAsText(value))),
      );
    default: {
      const parts = values.map((value) => single(field, operator, value));
      return isNegated ? all(parts) : any(parts);
    }
  }
}

function single(field: Expr, operator: string, value: unknown): Expr {
  const byText = SINGLE.get(operator);
  if (byText !== undefined) return byText(field, String(value));
  const order = NUMERIC.get(operator);
  if (order !== undefined) {
    return compare(order, callOf("toFloat", field), valueOf(Number(value)));
  }
  const dates = DATES.get(operator);
  if (dates !== undefined) {
    return compare(
      dates,
      callOf("toDateTime", text(field)),
      callOf("toDateTime", constant(String(value))),
    );
  }
  throw new HogQLError(`Unsupported property filter operator: ${operator}`);
}

/** Filters come as text, whatever the type of the property. */
function text(field: Expr): Expr {
  return callOf("toString", field);
}

function valueAsText(value: unknown): Expr {
  return value === null || value === undefined ? constant(null) : constant(
    typeof value === "object" ? JSON.stringify(value) : String(value),
  );
}

function pattern(value: string): Expr {
  return constant(`%${value.replace(/[\\%_]/g, (c) => `\\${c}`)}%`);
}
