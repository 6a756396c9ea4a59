/**
 * Rows as CSV that a spreadsheet can open without running anything.
 *
 * @module
 */

import { isNumber } from "../kinds.ts";
import { asText, type Column, type Rows } from "./column.ts";
import { textChunks } from "./text_chunks.ts";

/** What makes a spreadsheet take a cell for a formula (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/**
 * Writes rows as CSV (RFC 4180), a line of names first. A text that a
 * spreadsheet would take for a formula gets an apostrophe in front; numbers
 * stay numbers. Nothing is written as an empty cell, an empty text as `""`.
 *
 * @example
 * ```ts
 * import { toCSV } from "@posthog-driver/posthog-driver/driver";
 * import { assertEquals } from "@std/assert";
 *
 * const rows = [{ name: '=1+1 "x"', count: -3 }];
 * const columns = [
 *   { name: "name", type: "text" },
 *   { name: "count", type: "number" },
 * ] as const;
 * const chunks = await Array.fromAsync(toCSV(rows, columns));
 * assertEquals(chunks.join(""), `name,count\r\n"'=1+1 ""x""",-3\r\n`);
 * ```
 */
export function toCSV(
  rows: Rows,
  columns: readonly Column[],
): AsyncGenerator<string> {
  const names = columns.map(({ name }) => name);
  return textChunks(
    rows,
    (row) => line(names.map((name) => row[name])),
    line(names),
  );
}

function line(values: readonly unknown[]): string {
  return `${values.map(cell).join(",")}\r\n`;
}

function cell(value: unknown): string {
  const text = asText(value);
  if (text === null) return "";
  if (isNumber(value) || typeof value === "boolean") return text;
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]|^$|^\s|\s$/.test(safe)
    ? `"${safe.replaceAll('"', '""')}"`
    : safe;
}
