/**
 * Rows as JSON Lines.
 *
 * @module
 */

import type { Rows } from "./column.ts";

/** Characters of text to gather before they are handed on. */
const CHUNK_LENGTH = 64 * 1024;

/**
 * Writes one JSON object a line.
 *
 * @example
 * ```ts
 * import { toJSONL } from "@posthog-driver/posthog-driver/driver";
 * import { assertEquals } from "@std/assert";
 *
 * const chunks = await Array.fromAsync(toJSONL([{ a: 1 }, { a: "two" }]));
 * assertEquals(chunks.join(""), '{"a":1}\n{"a":"two"}\n');
 * ```
 */
export async function* toJSONL(rows: Rows): AsyncGenerator<string> {
  let text = "";
  for await (const row of rows) {
    text += `${JSON.stringify(row)}\n`;
    if (text.length < CHUNK_LENGTH) continue;
    yield text;
    text = "";
  }
  if (text !== "") yield text;
}
