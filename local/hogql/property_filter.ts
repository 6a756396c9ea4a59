/**
 * Property filters of PostHog's API, `{ key, value, operator, type }`, as
 * conditions. Every query kind, `{filters}` and every action has them from
 * here.
 *
 * @module
 */

import type { Expr } from "../../hogql/mod.ts";
import { dateInCondition } from "../flags/relative_date.ts";
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

/** Where a filter stands. */
export interface FilterPlace {
  /** Name of the table, or "" for whatever is in FROM. */
  readonly table: string;
  /** On `persons`, a person's property is a column of its own row. */
  readonly isPersons?: boolean;
  /** The time relative dates count from. */
  readonly now: Date;
  /** HogQL that filters of type `hogql` have as their key, parsed. */
  readonly expressions?: ReadonlyMap<string, Expr>;
}

/**
 * The condition a filter stands for.
 *
 * @throws {HogQLError} When the kind of filter or the operator is unknown
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { queryText } from "./hogql_text.ts";
 *
 * const place = { table: "e", now: new Date() };
 * const filter = { key: "plan", value: ["pro"], operator: "is_not" };
 * assertEquals(propertyFilter(filter, place).node, "Not");
 * ```
 */
export function propertyFilter(
  filter: PropertyFilter,
  place: FilterPlace,
): Expr {
  if (filter.values !== undefined) {
    const parts = filter.values.map((part) => propertyFilter(part, place));
    return filter.type?.toUpperCase() === "OR" ? any(parts) : all(parts);
  }
  const condition = positive(filter, place);
  return filter.negation ? not(condition) : condition;
}

function positive(filter: PropertyFilter, place: FilterPlace): Expr {
  switch (filter.type) {
    case "cohort":
    case "static-cohort":
    case "precalculated-cohort":
      return cohort(filter, place);
    case "element":
      return element(filter, place);
    case "hogql":
      return propertyField(filter, place);
    default:
      return comparison(filter, propertyField(filter, place), place.now);
  }
}

/**
 * Where a filter's property is found.
 *
 * @throws {HogQLError} For a type of property that is not kept here
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const place = { table: "e", now: new Date() };
 * assertEquals(propertyField({ key: "email", type: "person" }, place), {
 *   node: "Field",
 *   chain: ["e", "person", "properties", "email"],
 * });
 * ```
 */
export function propertyField(
  filter: PropertyFilter,
  { table, isPersons = false, expressions }: FilterPlace,
): Expr {
  const { key = "" } = filter;
  switch (filter.type ?? "event") {
    case "event":
    case "feature":
      return fieldOf(table, "properties", key);
    case "event_metadata":
      return fieldOf(table, key);
    case "person":
      return isPersons
        ? fieldOf(table, "properties", key)
        : fieldOf(table, "person", "properties", key);
    case "person_metadata":
      return isPersons ? fieldOf(table, key) : fieldOf(table, "person", key);
    case "group": {
      const index = filter.group_type_index ?? 0;
      return fieldOf(table, `group_${index}`, "properties", key);
    }
    case "session":
      return fieldOf(table, "session", key);
    case "hogql": {
      const parsed = expressions?.get(key);
      if (parsed !== undefined) return parsed;
      throw wrong(filter, "HogQL that can be parsed as key");
    }
    default:
      throw wrong(
        filter,
        "type event, person, person_metadata, group, session, cohort, " +
          "element, feature, event_metadata or hogql",
      );
  }
}

function cohort(filter: PropertyFilter, place: FilterPlace): Expr {
  const isNegated = filter.operator === "not_in" ||
    filter.operator === "is_not";
  const id = Number(filter.value);
  return compare(
    isNegated ? "not in cohort" : "in cohort",
    fieldOf(place.table, place.isPersons ? "id" : "person_id"),
    constant(Number.isInteger(id) ? id : String(filter.value)),
  );
}

const ELEMENTS: ReadonlyMap<string, string> = new Map([
  ["text", "elements_chain_texts"],
  ["tag_name", "elements_chain_elements"],
]);

function element(filter: PropertyFilter, { table }: FilterPlace): Expr {
  const values = valueOf(listOf(filter.value).map(String));
  if (filter.key === "href") {
    return compare("in", fieldOf(table, "elements_chain_href"), values);
  }
  const column = ELEMENTS.get(filter.key ?? "");
  if (column === undefined) {
    throw wrong(filter, "text, href or tag_name as key");
  }
  return callOf("hasAny", fieldOf(table, column), values);
}

/** What is not known to hold does not hold, so what is NULL passes. */
const NEGATED: ReadonlyMap<string, string> = new Map([
  ["is_not", "exact"],
  ["not_in", "in"],
  ["not_icontains", "icontains"],
  ["not_icontains_multi", "icontains_multi"],
  ["not_starts_with", "starts_with"],
  ["not_ends_with", "ends_with"],
  ["not_regex", "regex"],
  ["not_between", "between"],
  ["is_not_set", "is_set"],
]);

type Comparison = (property: Expr, value: unknown, now: Date) => Expr;

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map<
  string,
  Comparison
>([
  ["exact", isAnyOf],
  ["in", isAnyOf],
  ["is_cleaned_path_exact", isAnyOf],
  ["flag_evaluates_to", isAnyOf],
  ["is_set", (property) => compare("!=", property, constant(null))],
  ["icontains", like((text) => `%${text}%`)],
  ["icontains_multi", like((text) => `%${text}%`)],
  ["starts_with", like((text) => `${text}%`)],
  ["ends_with", like((text) => `%${text}`)],
  ["regex", (property, value) =>
    any(
      listOf(value).map((text) =>
        compare("=~", asText(property), constant(String(text)))
      ),
    )],
  ["gt", ordered(">")],
  ["gte", ordered(">=")],
  ["lt", ordered("<")],
  ["lte", ordered("<=")],
  ["min", ordered(">=")],
  ["max", ordered("<=")],
  ["between", (property, value, now) => {
    const [from, to] = listOf(value);
    return all([
      ordered(">=")(property, from, now),
      ordered("<=")(property, to, now),
    ]);
  }],
  ["is_date_before", dated("<")],
  ["is_date_after", dated(">")],
  ["is_date_exact", (property, value, now) =>
    compare(
      "==",
      callOf("toDate", callOf("toDateTime", property)),
      callOf("toDate", dateOf(value, now)),
    )],
]);

function comparison(
  filter: PropertyFilter,
  property: Expr,
  now: Date,
): Expr {
  const operator = filter.operator ?? "exact";
  const negated = NEGATED.get(operator);
  if (negated !== undefined) {
    const inner = comparison({ ...filter, operator: negated }, property, now);
    return not(callOf("coalesce", inner, constant(false)));
  }
  const made = COMPARISONS.get(operator)?.(property, filter.value, now);
  if (made !== undefined) return made;
  const known = [...COMPARISONS.keys(), ...NEGATED.keys()];
  throw wrong(filter, `one of ${known.join(", ")} as operator`);
}

/** Compared as text, so that neither side's type matters; null is "not set". */
function isAnyOf(property: Expr, value: unknown): Expr {
  const values = listOf(value);
  const texts = values.filter((it) => it !== null && it !== undefined)
    .map((it) => typeof it === "object" ? JSON.stringify(it) : String(it));
  const conditions: Expr[] = texts.length < values.length
    ? [compare("==", property, constant(null))]
    : [];
  const [first] = texts;
  if (texts.length === 1 && first !== undefined) {
    conditions.push(compare("==", asText(property), constant(first)));
  } else if (texts.length > 1 || values.length === 0) {
    conditions.push(compare("in", asText(property), valueOf(texts)));
  }
  return any(conditions);
}

function like(pattern: (text: string) => string): Comparison {
  return (property, value) =>
    any(
      listOf(value).map((text) =>
        compare(
          "ilike",
          asText(property),
          constant(pattern(literally(String(text)))),
        )
      ),
    );
}

/** `%`, `_` and `\` stand for themselves. */
function literally(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}

/** Numbers where the wanted value is one, else text; of several, any. */
function ordered(sign: string): Comparison {
  return (property, value) =>
    any(
      listOf(value).map((one) => {
        const number = typeof one === "string" && one.trim() === ""
          ? Number.NaN
          : Number(one ?? Number.NaN);
        return Number.isNaN(number)
          ? compare(sign, asText(property), constant(String(one)))
          : compare(sign, callOf("toFloat", property), valueOf(number));
      }),
    );
}

function dated(sign: string): Comparison {
  return (property, value, now) =>
    compare(sign, callOf("toDateTime", property), dateOf(value, now));
}

function dateOf(value: unknown, now: Date): Expr {
  const date = dateInCondition(value, now);
  if (date !== undefined) {
    return callOf("toDateTime", constant(date.toISOString()));
  }
  throw new HogQLError(
    `Cannot compare with the date ${JSON.stringify(value)}: ` +
      'expected ISO 8601 or a distance back like "-7d"',
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function asText(property: Expr): Expr {
  return callOf("toString", property);
}

function not(expr: Expr): Expr {
  return { node: "Not", expr };
}

function wrong(filter: PropertyFilter, expected: string): HogQLError {
  const { key, operator, type, value } = filter;
  const given = JSON.stringify({ key, operator, type, value });
  return new HogQLError(
    `Cannot use the property filter ${given}: expected ${expected}`,
  );
}
