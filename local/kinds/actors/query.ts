/**
 * `ActorsQuery`: a list of people, also of those behind a number.
 *
 * @module
 */

import { z } from "zod";
import { appearancesOf } from "./of_insight.ts";
import { actorsOf } from "./source.ts";
import { type KindContext, type KindResult, run } from "../context.ts";
import {
  allOf,
  anyOf,
  type Hogql,
  hogql,
  joinHogql,
  userHogql,
} from "../hogql_text.ts";
import { nodeObject, parseNode } from "../node.ts";
import {
  filterCondition,
  type PropertyFilters,
  propertyFilters,
} from "../property_filter.ts";
import {
  asObject,
  plainColumn,
  type SelectedColumn,
} from "../select_columns.ts";

/** An `ActorsQuery` node. */
interface ActorsNode {
  readonly select?: readonly string[] | null | undefined;
  readonly search?: string | null | undefined;
  readonly properties?: PropertyFilters | null | undefined;
  readonly fixedProperties?: PropertyFilters | null | undefined;
  readonly orderBy?: readonly string[] | null | undefined;
  readonly limit?: number | null | undefined;
  readonly offset?: number | null | undefined;
  readonly source?: Readonly<Record<string, unknown>> | null | undefined;
}

const actorsNode: z.ZodType<ActorsNode> = nodeObject({
  select: z.array(z.string()).nullish(),
  search: z.string().nullish(),
  properties: propertyFilters.nullish(),
  fixedProperties: propertyFilters.nullish(),
  orderBy: z.array(z.string()).nullish(),
  limit: z.number().int().positive().nullish(),
  offset: z.number().int().min(0).nullish(),
  source: z.looseObject({ kind: z.string() }).nullish(),
});

const PERSON_FIELDS = ["id", "created_at", "properties", "is_identified"];

const PERSON: SelectedColumn = {
  expression: hogql`(id, created_at, properties, is_identified)`,
  show: (value) => asObject(PERSON_FIELDS, value),
};

/** In which periods of a retention somebody came back: 1 or 0 each. */
const APPEARANCES = "appearances";

/** Stands where the appearances will, which are another query's. */
const PERSON_ID: SelectedColumn = {
  expression: hogql`id`,
  show: (value) => value,
};

const MAX_LIMIT = 50_000;

/**
 * Answers an `ActorsQuery`: everybody, or the people of its `source`.
 * `person` (also `actor`) is the person with distinct_ids, `appearances` the
 * periods of a retention in which they came back.
 *
 * @throws {QueryKindError} For a source that has no people here
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const answer = await actorsQuery({ select: ["id"] }, {
 *   now: Temporal.Now.zonedDateTimeISO(),
 *   weekStartDay: 0,
 *   testAccountFilters: [],
 *   entity: () => undefined,
 *   query: () =>
 *     Promise.resolve({
 *       columns: ["id"],
 *       types: [["id", "UUID"]],
 *       rows: [["a"]],
 *       hogql: "",
 *     }),
 * });
 * assertEquals(answer.results, [["a"]]);
 * ```
 */
export async function actorsQuery(
  input: unknown,
  context: KindContext,
): Promise<KindResult> {
  const node = parseNode(actorsNode, input);
  const select = node.select ?? ["person", "id", "created_at"];
  const columns = select.map(columnOf);
  const limit = Math.min(node.limit ?? 100, MAX_LIMIT);
  const offset = node.offset ?? 0;
  const condition = await conditionOf(node, context);
  const query = hogql`SELECT ${
    joinHogql(columns.map((it) => it.expression), ", ")
  }
FROM persons WHERE ${condition}
${ordering(node)} LIMIT ${limit + 1} OFFSET ${offset}`;
  const { rows, types, hogql: text } = await run(query, context);
  const results = rows.slice(0, limit).map((row) =>
    columns.map((column, index) => column.show(row[index]))
  );
  await addDistinctIds(results.flat(), context);
  if (select.includes(APPEARANCES)) {
    const people = await appearancesOf(node.source ?? {}, context);
    await addAppearances(results, select.indexOf(APPEARANCES), people, context);
  }
  return {
    columns: select,
    types: types.map(([, type]) => type),
    results,
    hasMore: rows.length > limit,
    limit,
    offset,
    missing_actors_count: 0,
    hogql: text,
  };
}

/**
 * How many people an `ActorsQuery` lists on all its pages.
 *
 * @throws {QueryKindError} For a node that cannot be read
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const count = await countActors({ search: "ada" }, {
 *   now: Temporal.Now.zonedDateTimeISO(),
 *   weekStartDay: 0,
 *   testAccountFilters: [],
 *   entity: () => undefined,
 *   query: () =>
 *     Promise.resolve({ columns: [], types: [], rows: [[2]], hogql: "" }),
 * });
 * assertEquals(count, 2);
 * ```
 */
export async function countActors(
  input: unknown,
  context: KindContext,
): Promise<number> {
  const condition = await conditionOf(parseNode(actorsNode, input), context);
  const { rows } = await run(
    hogql`SELECT count() FROM persons WHERE ${condition}`,
    context,
  );
  return Number(rows[0]?.[0] ?? 0);
}

function columnOf(text: string): SelectedColumn {
  if (text === APPEARANCES) return PERSON_ID;
  return text === "person" || text === "actor" ? PERSON : plainColumn(text);
}

async function conditionOf(
  node: ActorsNode,
  context: KindContext,
): Promise<Hogql> {
  const scope = {
    table: "persons" as const,
    now: new Date(context.now.epochMilliseconds),
  };
  const filters = [node.properties, node.fixedProperties]
    .filter((it) => it !== null && it !== undefined)
    .map((it) => filterCondition(it, scope));
  const members = node.source
    ? [hogql`id IN (${await actorsOf(node.source, context)})`]
    : [];
  return allOf([...members, ...filters, ...search(node.search)]);
}

/** Name and e-mail by part, distinct_id and id as a whole. */
function search(text: string | null | undefined): Hogql[] {
  if (!text) return [];
  const part = `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  return [anyOf([
    hogql`toString(properties.email) ILIKE ${part}`,
    hogql`toString(properties.name) ILIKE ${part}`,
    hogql`toString(id) = ${text}`,
    hogql`id IN (SELECT person_id FROM person_distinct_ids WHERE distinct_id = ${text})`,
  ])];
}

function ordering(node: ActorsNode): Hogql {
  const asked = node.orderBy ?? [];
  if (asked.length === 0) return hogql`ORDER BY created_at DESC, id`;
  const terms = asked.map((term) => {
    const [, expression = term, direction] =
      /^(.*?)\s+(ASC|DESC)$/i.exec(term.trim()) ?? [];
    const text = userHogql(expression);
    return direction?.toUpperCase() === "DESC" ? hogql`${text} DESC` : text;
  });
  return hogql`ORDER BY ${joinHogql(terms, ", ")}, id`;
}

/** PostHog shows at most ten distinct_ids of a person in a list. */
async function addDistinctIds(
  values: readonly unknown[],
  context: KindContext,
): Promise<void> {
  const people = values.filter(isPerson);
  if (people.length === 0) return;
  const ids = people.map(({ id }) => id);
  const { rows } = await run(
    hogql`SELECT person_id, groupArray(10)(distinct_id) FROM person_distinct_ids
WHERE person_id IN ${ids} GROUP BY person_id LIMIT 50000`,
    context,
  );
  const byPerson = new Map(rows.map(([id, list]) => [id, list]));
  for (const person of people) {
    Object.assign(person, { distinct_ids: byPerson.get(person.id) ?? [] });
  }
}

async function addAppearances(
  results: readonly unknown[][],
  column: number,
  people: Hogql,
  context: KindContext,
): Promise<void> {
  const ids = results.map((row) => row[column]);
  const { rows } = await run(
    hogql`SELECT actor, appearances FROM (${people})
WHERE actor IN ${ids} LIMIT 50000`,
    context,
  );
  const byPerson = new Map(rows.map(([id, list]) => [id, list]));
  for (const row of results) row[column] = byPerson.get(row[column]) ?? [];
}

function isPerson(value: unknown): value is { id: string } {
  return typeof value === "object" && value !== null &&
    Object.hasOwn(value, "is_identified");
}
