/**
 * What a parameter accepts, in words.
 *
 * @module
 */

import type { ParameterSchema } from "./parameter_schema.ts";

/** Words for the types of JSON Schema. */
const WORDS: Readonly<Record<string, string>> = {
  string: "a text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "a JSON object",
  null: "null",
};

/**
 * Says in words what a schema accepts.
 *
 * @example
 * ```ts
 * import { expected } from "@posthog-driver/posthog-driver/templates";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   expected({ type: "integer", minimum: 1, maximum: 365 }),
 *   "a whole number from 1 to 365",
 * );
 * assertEquals(expected({ enum: ["day", "week"] }), 'one of "day", "week"');
 * ```
 */
export function expected(schema: ParameterSchema): string {
  if (schema.enum !== undefined) {
    const values = schema.enum.map((value) => JSON.stringify(value));
    return `one of ${values.join(", ")}`;
  }
  if (schema["format"] === "date") return withNull(schema, "a date YYYY-MM-DD");
  const types = [schema.type ?? []].flat().filter((type) => type !== "null");
  if (types.length === 0) return "a JSON value";
  const words = types.map((type) => WORDS[type] ?? type).join(" or ");
  return withNull(schema, words + range(schema) + items(schema));
}

function withNull(schema: ParameterSchema, words: string): string {
  return [schema.type ?? []].flat().includes("null")
    ? `${words}, or null`
    : words;
}

function range(schema: ParameterSchema): string {
  if (schema["minLength"] === 1) return " that is not empty";
  const { minimum, maximum } = schema;
  const from = typeof minimum === "number" && Number.isSafeInteger(minimum);
  const to = typeof maximum === "number" && maximum < Number.MAX_SAFE_INTEGER;
  if (from && to) return ` from ${minimum} to ${maximum}`;
  if (from && minimum > Number.MIN_SAFE_INTEGER) {
    return ` of at least ${minimum}`;
  }
  return to ? ` of at most ${maximum}` : "";
}

function items(schema: ParameterSchema): string {
  if (schema.items === undefined) return "";
  const { minItems, maxItems } = schema;
  const least = typeof minItems === "number" && minItems > 0;
  const most = typeof maxItems === "number";
  const count = least && most
    ? ` of ${minItems} to ${maxItems} items`
    : least
    ? ` of at least ${minItems} item${minItems === 1 ? "" : "s"}`
    : most
    ? ` of at most ${maxItems} items`
    : "";
  return `${count}, each ${expected(schema.items)}`;
}
