/**
 * Values that arrive as text, as from a command line.
 *
 * @module
 */

import type { ParameterSchema } from "./parameter_schema.ts";

/**
 * Reads a text as the type a parameter wants. The one rule: a text stays a
 * text where the parameter takes text; elsewhere it is read as JSON, and a
 * list may also be written with commas (`a, b`). What cannot be read stays as
 * it is, so that the check names it. Anything but a text is left alone.
 *
 * @example
 * ```ts
 * import { coerce } from "@posthog-driver/posthog-driver/templates";
 * import { assertEquals } from "@std/assert";
 *
 * const list = { type: "array", items: { type: "string" } };
 * assertEquals(coerce("5", { type: "integer" }), 5);
 * assertEquals(coerce("5", { type: "string" }), "5");
 * assertEquals(coerce("a, b", list), ["a", "b"]);
 * assertEquals(coerce('["a, b"]', list), ["a, b"]);
 * ```
 */
export function coerce(value: unknown, schema: ParameterSchema): unknown {
  if (typeof value !== "string") return value;
  const types = [schema.type ?? []].flat();
  if (types.length === 0 || types.includes("string")) return value;
  const text = value.trim();
  if (types.includes("array") && !text.startsWith("[") && text !== "null") {
    return splitList(text).map((item) => coerce(item, schema.items ?? {}));
  }
  return readJson(text, value);
}

function splitList(text: string): string[] {
  return text.split(",").map((item) => item.trim()).filter((item) => item);
}

function readJson(text: string, otherwise: unknown): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
}
