/**
 * Rows as CSV that a spreadsheet opens without running anything.
 *
 * @module
 */

import { stringify } from "@std/csv";

/** What spreadsheets take for the start of a formula, full-width forms included. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const PLAIN_NUMBER = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * Writes rows as CSV (RFC 4180), with a header. A text that a spreadsheet
 * would run as a formula gets an apostrophe in front; numbers stay numbers,
 * `null` is an empty cell, objects are JSON.
 *
 * @example
 * ```ts
 * import { toCsv } from "./csv.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(toCsv([{ a: "=1+1", b: -5 }]), "a,b\r\n'=1+1,-5\r\n");
 * ```
 */
export function toCsv(
  rows: readonly Readonly<Record<string, unknown>>[],
  columns: readonly string[] = columnNames(rows),
): string {
  const lines = rows.map((row) => columns.map((name) => cell(row[name])));
  return stringify([columns.map(guarded), ...lines], { headers: false });
}

function columnNames(
  rows: readonly Readonly<Record<string, unknown>>[],
): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return guarded(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function guarded(text: string): string {
  return FORMULA.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
}
