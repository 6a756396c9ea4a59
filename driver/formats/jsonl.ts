/**
 * Rows as JSON Lines.
 *
 * @module
 */

import type { Rows } from "./column.ts";
import { textChunks } from "./text_chunks.ts";

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
export function toJSONL(rows: Rows): AsyncGenerator<string> {
  return textChunks(rows, (row) => `${JSON.stringify(row)}\n`);
}
