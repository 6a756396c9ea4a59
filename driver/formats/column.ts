/**
 * Rows on their way into a file.
 *
 * @module
 */

import { isText } from "../kinds.ts";

/** One row: values by column name. */
export type FileRow = Readonly<Record<string, unknown>>;

/** Rows, as a query, a page or a stream gives them. */
export type Rows = Iterable<FileRow> | AsyncIterable<FileRow>;

/** A column of a file. */
export interface Column {
  /** Which value of a row it holds. */
  readonly name: string;
  /**
   * How it is kept where the format has types. `timestamp` takes ISO 8601 and
   * keeps microseconds; `text` takes anything, objects as JSON.
   */
  readonly type: "text" | "number" | "boolean" | "timestamp";
}

/**
 * A value as text: a text as it is, anything else as JSON, nothing as `null`.
 *
 * @example
 * ```ts
 * import { asText } from "./column.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(asText("a"), "a");
 * assertEquals(asText({ a: 1 }), '{"a":1}');
 * assertEquals(asText(undefined), null);
 * ```
 */
export function asText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return isText(value) ? value : JSON.stringify(value);
}
