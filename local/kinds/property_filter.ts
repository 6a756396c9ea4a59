/**
 * PostHog's property filters, `{ key, value, operator, type }`, as HogQL.
 *
 * @module
 */

import { z } from "zod";
import { DATE_OPERATORS, dateOperator } from "./date_filter.ts";
import {
  allOf,
  anyOf,
  arrayOf,
  type Hogql,
  hogql,
  identifier,
  keyword,
  userHogql,
} from "./hogql_text.ts";
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

const propertyFilter: z.ZodType<PropertyFilter> = z.looseObject({
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
    values: z.array(z.union([propertyFilterGroup, propertyFilter])),
  })
);

/** The schema of filters as a list. */
export const propertyFilterList: z.ZodType<PropertyFilter[]> = z.array(
  propertyFilter,
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
 * const condition = filterCondition(
 *   [{ key: "$browser", value: ["Chrome", "Safari"], operator: "exact" }],
 *   { table: "events", now: new Date() },
 * );
 * assertEquals(bind(condition), {
 *   query: "toString(properties.`$browser`) IN {v0}",
 *   values: { v0: ["Chrome", "Safari"] },
 * });
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
        : oneFilter(value, scope)
    );
    if (parts.length === 0) return hogql`true`;
    return filters.type === "OR" ? anyOf(parts) : allOf(parts);
  }
  return allOf(filters.map((one) => oneFilter(one, scope)));
}

function oneFilter(filter: PropertyFilter, scope: FilterScope): Hogql {
  const condition = positive(filter, scope);
  return filter.negation ? hogql`NOT (${condition})` : condition;
}

function positive(filter: PropertyFilter, scope: FilterScope): Hogql {
  switch (filter.type) {
    case "hogql":
      return userHogql(filter.key);
    case "cohort":
    case "static-cohort":
    case "precalculated-cohort":
      return cohortCondition(filter, scope);
    case "element":
      return elementCondition(filter);
    default: {
      const compared = propertyOf(filter, scope);
      return compare(filter, compared, scope.now);
    }
  }
}

function cohortCondition(filter: PropertyFilter, scope: FilterScope): Hogql {
  const id = Number(filter.value);
  if (!Number.isInteger(id)) throw wrongFilter(filter, "a cohort's id");
  const person = keyword(scope.table === "events" ? "person_id" : "id");
  const verb = keyword(filter.operator === "not_in" ? "NOT IN" : "IN");
  return hogql`${person} ${verb} COHORT ${id}`;
}

function elementCondition(filter: PropertyFilter): Hogql {
  const values = (Array.isArray(filter.value) ? filter.value : [filter.value])
    .map(String);
  const column = {
    text: "elements_chain_texts",
    href: "elements_chain_href",
    tag_name: "elements_chain_elements",
  }[filter.key];
  if (column === undefined) {
    throw wrongFilter(filter, "text, href or tag_name as key");
  }
  return column.endsWith("href")
    ? hogql`${keyword(column)} IN ${values}`
    : hogql`hasAny(${keyword(column)}, ${arrayOf(values)})`;
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
 * const scope = { table: "events" as const, now: new Date() };
 * const email = propertyOf({ key: "email", type: "person" }, scope);
 * assertEquals(bind(email).query, "person.properties.`email`");
 * ```
 */
export function propertyOf(
  filter: PropertyFilter,
  { table }: Pick<FilterScope, "table">,
): Hogql {
  const name = identifier(filter.key);
  switch (filter.type ?? "event") {
    case "event":
    case "feature":
      return hogql`properties.${name}`;
    case "person":
      return table === "persons"
        ? hogql`properties.${name}`
        : hogql`person.properties.${name}`;
    case "person_metadata":
      return table === "persons" ? name : hogql`person.${name}`;
    case "group": {
      const index = filter.group_type_index ?? 0;
      return hogql`${keyword(`group_${index}`)}.properties.${name}`;
    }
    case "session":
      return hogql`session.${name}`;
    case "event_metadata":
      return name;
    case "hogql":
      return userHogql(filter.key);
    default:
      throw wrongFilter(
        filter,
        "type event, person, group, session, cohort, element, feature, " +
          "event_metadata or hogql",
      );
  }
}

function compare(filter: PropertyFilter, property: Hogql, now: Date): Hogql {
  const operator = filter.operator ?? "exact";
  const dated = dateOperator(operator, filter.value, property, now);
  if (dated !== undefined) return dated;
  const negated = NEGATED.get(operator);
  if (negated !== undefined) {
    const inner = compare({ ...filter, operator: negated }, property, now);
    return hogql`NOT coalesce(${inner}, false)`;
  }
  const condition = CONDITIONS.get(operator)?.(property, filter.value ?? null);
  if (condition === undefined) {
    const known = [...CONDITIONS.keys(), ...NEGATED.keys(), ...DATE_OPERATORS];
    throw wrongFilter(filter, `one of ${known.join(", ")}`);
  }
  return condition;
}

const NEGATED: ReadonlyMap<string, string> = new Map([
  ["is_not", "exact"],
  ["not_icontains", "icontains"],
  ["not_icontains_multi", "icontains_multi"],
  ["not_starts_with", "starts_with"],
  ["not_ends_with", "ends_with"],
  ["not_regex", "regex"],
  ["not_between", "between"],
  ["not_in", "in"],
  ["is_not_set", "is_set"],
]);

type Condition = (property: Hogql, value: unknown) => Hogql;

const CONDITIONS: ReadonlyMap<string, Condition> = new Map<string, Condition>([
  ["exact", isAnyOf],
  ["in", isAnyOf],
  ["is_set", (property) => hogql`${property} IS NOT NULL`],
  [
    "icontains",
    (property, value) =>
      anyText(
        value,
        (text) => hogql`toString(${property}) ILIKE ${`%${likeText(text)}%`}`,
      ),
  ],
  [
    "icontains_multi",
    (property, value) =>
      anyText(
        value,
        (text) => hogql`toString(${property}) ILIKE ${`%${likeText(text)}%`}`,
      ),
  ],
  [
    "starts_with",
    (property, value) =>
      anyText(
        value,
        (text) => hogql`toString(${property}) ILIKE ${`${likeText(text)}%`}`,
      ),
  ],
  [
    "ends_with",
    (property, value) =>
      anyText(
        value,
        (text) => hogql`toString(${property}) ILIKE ${`%${likeText(text)}`}`,
      ),
  ],
  [
    "regex",
    (property, value) =>
      anyText(value, (text) => hogql`match(toString(${property}), ${text})`),
  ],
  ["gt", (property, value) => ordered(property, ">", value)],
  ["gte", (property, value) => ordered(property, ">=", value)],
  ["lt", (property, value) => ordered(property, "<", value)],
  ["lte", (property, value) => ordered(property, "<=", value)],
  ["min", (property, value) => ordered(property, ">=", value)],
  ["max", (property, value) => ordered(property, "<=", value)],
  ["between", (property, value) => {
    const [from, to] = Array.isArray(value) ? value : [];
    return allOf([ordered(property, ">=", from), ordered(property, "<=", to)]);
  }],
  ["is_cleaned_path_exact", isAnyOf],
  ["flag_evaluates_to", isAnyOf],
]);

/** Compared as text, so that neither side's type matters. */
function isAnyOf(property: Hogql, value: unknown): Hogql {
  const wanted = (Array.isArray(value) ? value : [value]).map(String);
  return wanted.length === 1
    ? hogql`toString(${property}) = ${wanted[0]}`
    : hogql`toString(${property}) IN ${wanted}`;
}

function anyText(value: unknown, condition: (text: string) => Hogql): Hogql {
  const texts = Array.isArray(value) ? value : [value];
  return anyOf(texts.map((text) => condition(String(text))));
}

/** Numbers where the wanted value is one, else text. */
function ordered(property: Hogql, operator: string, value: unknown): Hogql {
  const number = typeof value === "string" && value.trim() === ""
    ? Number.NaN
    : Number(value);
  return Number.isNaN(number)
    ? hogql`toString(${property}) ${keyword(operator)} ${String(value)}`
    : hogql`toFloat(${property}) ${keyword(operator)} ${number}`;
}

/** `%`, `_` and `\` stand for themselves. */
function likeText(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}

function wrongFilter(filter: PropertyFilter, expected: string): QueryKindError {
  const given = JSON.stringify({
    key: filter.key,
    operator: filter.operator,
    type: filter.type,
    value: filter.value,
  });
  return new QueryKindError(
    `Cannot use the property filter ${given}: expected ${expected}`,
    { code: "invalid_property_filter", attr: "properties" },
  );
}
