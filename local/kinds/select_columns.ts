/**
 * The `select` list of `EventsQuery` and `ActorsQuery`.
 *
 * @module
 */

import { type Hogql, hogql, userHogql } from "./hogql_text.ts";

/** A column of the answer: what is asked, and how its value is shown. */
export interface SelectedColumn {
  /** The HogQL of the column. */
  readonly expression: Hogql;
  /** The value as the answer has it. */
  show(value: unknown): unknown;
}

/**
 * A column that HogQL computes; a comment at its end is a label for people.
 *
 * @example
 * ```ts
 * import { bind } from "./hogql_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { expression } = plainColumn("properties.plan -- Plan");
 * assertEquals(bind(expression).query, "(properties.plan\n)");
 * ```
 */
export function plainColumn(text: string): SelectedColumn {
  const [expression = text] = text.split(/\s+--\s/, 1);
  return { expression: userHogql(expression), show: (value) => value };
}

const EVENT_FIELDS = [
  "uuid",
  "event",
  "properties",
  "timestamp",
  "distinct_id",
  "elements_chain",
  "created_at",
] as const;

/** `*` on events: the whole event as an object. */
export const WHOLE_EVENT: SelectedColumn = {
  expression: hogql`(uuid, event, properties, timestamp, distinct_id,
elements_chain, created_at)`,
  show: (value) => asObject(EVENT_FIELDS, value),
};

/** `person` on events: whose event it is, as an object. */
export const PERSON_OF_EVENT: SelectedColumn = {
  expression:
    hogql`(person_id, person.created_at, person.properties, distinct_id)`,
  show: (value) =>
    asObject(["uuid", "created_at", "properties", "distinct_id"], value),
};

/**
 * A tuple as an object; its `properties`, JSON in a string, as an object too.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(asObject(["id", "properties"], ["a", '{"plan":"pro"}']), {
 *   id: "a",
 *   properties: { plan: "pro" },
 * });
 * ```
 */
export function asObject(
  names: readonly string[],
  tuple: unknown,
): Record<string, unknown> {
  const values = Array.isArray(tuple) ? tuple : [];
  return Object.fromEntries(names.map((name, index) => {
    const value: unknown = values[index] ?? null;
    const isJson = name === "properties" && typeof value === "string";
    return [name, isJson ? JSON.parse(value || "{}") : value];
  }));
}
