/**
 * Breakdowns: one line a value of a property.
 *
 * @module
 */

import { z } from "zod";
import type { KindContext } from "./context.ts";
import { arrayOf, type Hogql, hogql, joinHogql } from "./hogql_text.ts";
import { QueryKindError } from "./kind_error.ts";
import { nodeObject } from "./node.ts";
import { propertyOf } from "./property_filter.ts";

/** PostHog's word for a value that is not there. */
export const NO_VALUE = "$$_posthog_breakdown_null_$$";

/** PostHog's word for the values beyond the limit. */
export const OTHER_VALUES = "$$_posthog_breakdown_other_$$";

/** `breakdownFilter` of a query node. */
export interface BreakdownFilter {
  /** Property, HogQL, or ids of cohorts. */
  readonly breakdown?:
    | string
    | number
    | readonly (string | number)[]
    | null
    | undefined;
  /** What `breakdown` is; `event` where absent. */
  readonly breakdown_type?: string | null | undefined;
  /** Several at once. */
  readonly breakdowns?: readonly Breakdown[] | null | undefined;
  /** How many values get a line of their own; 25 where absent. */
  readonly breakdown_limit?: number | null | undefined;
  /** Which type of group the property belongs to. */
  readonly breakdown_group_type_index?: number | null | undefined;
  /** No line for the values beyond the limit. */
  readonly breakdown_hide_other_aggregation?: boolean | null | undefined;
}

/** One of several breakdowns. */
export interface Breakdown {
  /** Property or HogQL. */
  readonly property: string | number;
  /** What it is; `event` where absent. */
  readonly type?: string | null | undefined;
  /** Which type of group the property belongs to. */
  readonly group_type_index?: number | null | undefined;
}

const simpleValue = z.union([z.string(), z.number()]);

/** The schema of a `breakdownFilter`. */
export const breakdownFilter: z.ZodType<BreakdownFilter> = nodeObject({
  breakdown: z.union([simpleValue, z.array(simpleValue)]).nullish(),
  breakdown_type: z.string().nullish(),
  breakdowns: z.array(nodeObject({
    property: simpleValue,
    type: z.string().nullish(),
    group_type_index: z.number().int().nullish(),
  })).max(3).nullish(),
  breakdown_limit: z.number().int().positive().nullish(),
  breakdown_group_type_index: z.number().int().nullish(),
  breakdown_hide_other_aggregation: z.boolean().nullish(),
});

const DEFAULT_LIMIT = 25;

/** PostHog's word for everybody, beside cohorts. */
const EVERYBODY = "all";

/** A breakdown ready to query. */
export interface ResolvedBreakdown {
  /** One expression a property; one for all cohorts. */
  readonly expressions: readonly Hogql[];
  /** Names of cohorts by id; `undefined` for other breakdowns. */
  readonly cohorts: ReadonlyMap<string, string> | undefined;
  /** Whether values are shown as lists. */
  readonly isMultiple: boolean;
  /** How many values get a line of their own. */
  readonly limit: number;
  /** Whether the others share one line. */
  readonly hasOther: boolean;
}

/**
 * What a breakdown filter asks for; `undefined` where it asks for nothing.
 *
 * @throws {QueryKindError} For cohorts that do not exist, or what is not kept here
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const context = { entity: () => undefined };
 * assertEquals(resolveBreakdown({}, context), undefined);
 * assertEquals(resolveBreakdown({ breakdown: "$browser" }, context)?.limit, 25);
 * ```
 */
export function resolveBreakdown(
  filter: BreakdownFilter | null | undefined,
  context: Pick<KindContext, "entity">,
): ResolvedBreakdown | undefined {
  const asked = askedFor(filter);
  if (asked.length === 0) return undefined;
  if (asked.some(({ type }) => type === "cohort")) {
    return byCohort(asked, context);
  }
  return {
    expressions: asked.map(breakdownExpression),
    cohorts: undefined,
    isMultiple: (filter?.breakdowns ?? []).length > 0,
    limit: filter?.breakdown_limit ?? DEFAULT_LIMIT,
    hasOther: filter?.breakdown_hide_other_aggregation !== true,
  };
}

/**
 * The values of a breakdown as one list of texts, in HogQL.
 *
 * @example
 * ```ts
 * import { bind } from "./hogql_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const context = { entity: () => undefined };
 * const breakdown = resolveBreakdown({ breakdown: "plan" }, context);
 * assertEquals(
 *   breakdown && bind(breakdownValues(breakdown)).query,
 *   "[coalesce(toString({v0}), {v1})]",
 * );
 * ```
 */
export function breakdownValues({ expressions }: ResolvedBreakdown): Hogql {
  const texts = expressions.map((expression) =>
    hogql`coalesce(toString(${expression}), ${NO_VALUE})`
  );
  return hogql`[${joinHogql(texts, ", ")}]`;
}

/**
 * A value as results show it: a list only where several were asked for, a
 * number for a cohort.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const shown = { isMultiple: false, cohorts: undefined };
 * assertEquals(shownValue(["pro"], shown), "pro");
 * ```
 */
export function shownValue(
  values: readonly string[],
  { isMultiple, cohorts }: Pick<ResolvedBreakdown, "isMultiple" | "cohorts">,
): string | number | readonly string[] {
  if (isMultiple) return values;
  const value = values[0] ?? NO_VALUE;
  return cohorts === undefined || value === EVERYBODY ? value : Number(value);
}

/**
 * A value for people: a cohort by its name.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const cohorts = new Map([["7", "Buyers"]]);
 * assertEquals(valueLabel(["7"], { isMultiple: false, cohorts }), "Buyers");
 * ```
 */
export function valueLabel(
  values: readonly string[],
  { isMultiple, cohorts }: Pick<ResolvedBreakdown, "isMultiple" | "cohorts">,
): string {
  const [value = NO_VALUE] = values;
  return isMultiple ? values.join("::") : cohorts?.get(value) ?? value;
}

/**
 * The condition that an event has one value of a breakdown.
 *
 * @throws {QueryKindError} For the line of the others, which is many values
 *
 * @example
 * ```ts
 * import { bind } from "./hogql_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const context = { entity: () => undefined };
 * const breakdown = resolveBreakdown({ breakdown: "plan" }, context);
 * assertEquals(
 *   breakdown && bind(hasBreakdownValue(breakdown, "pro")).query,
 *   "[coalesce(toString({v0}), {v1})] = [{v2}]",
 * );
 * ```
 */
export function hasBreakdownValue(
  breakdown: ResolvedBreakdown,
  value: string | number | readonly string[],
): Hogql {
  const values = [value].flat().map(String);
  if (values.includes(OTHER_VALUES)) {
    throw new QueryKindError(
      "Cannot list the people of all other values: expected one value",
      { attr: "breakdown" },
    );
  }
  if (breakdown.cohorts === undefined) {
    return hogql`${breakdownValues(breakdown)} = ${arrayOf(values)}`;
  }
  return values[0] === EVERYBODY
    ? hogql`true`
    : hogql`person_id IN COHORT ${Number(values[0])}`;
}

function askedFor(filter: BreakdownFilter | null | undefined): Breakdown[] {
  if (filter?.breakdowns && filter.breakdowns.length > 0) {
    return [...filter.breakdowns];
  }
  const { breakdown } = filter ?? {};
  if (breakdown === null || breakdown === undefined) return [];
  const properties = Array.isArray(breakdown)
    ? breakdown as readonly (string | number)[]
    : [breakdown as string | number];
  return properties.map((property) => ({
    property,
    type: filter?.breakdown_type,
    group_type_index: filter?.breakdown_group_type_index,
  }));
}

/** An event counts for each cohort its person is in. */
function byCohort(
  asked: readonly Breakdown[],
  context: Pick<KindContext, "entity">,
): ResolvedBreakdown {
  if (asked.some(({ type }) => type !== "cohort")) {
    throw new QueryKindError(
      "Cannot break down by cohorts and by properties at once",
      { attr: "breakdownFilter" },
    );
  }
  const cohorts = new Map(asked.map(({ property }) => [
    String(property),
    property === EVERYBODY ? "all users" : cohortName(property, context),
  ]));
  const membership = Array.from(
    cohorts.keys(),
    (id) =>
      id === EVERYBODY
        ? hogql`${id}`
        : hogql`if(person_id IN COHORT ${Number(id)}, ${id}, '')`,
  );
  return {
    expressions: [
      hogql`arrayJoin(arrayFilter(id -> id != '', [${
        joinHogql(membership, ", ")
      }]))`,
    ],
    cohorts,
    isMultiple: false,
    limit: cohorts.size,
    hasOther: false,
  };
}

function cohortName(
  id: string | number,
  context: Pick<KindContext, "entity">,
): string {
  const cohort = context.entity("cohort", id);
  if (cohort !== undefined) return String(cohort["name"]);
  throw new QueryKindError(`Cohort ${id} does not exist`, {
    attr: "breakdownFilter",
  });
}

function breakdownExpression(breakdown: Breakdown): Hogql {
  return propertyOf({
    key: String(breakdown.property),
    type: breakdown.type,
    group_type_index: breakdown.group_type_index,
  }, { table: "events" });
}
