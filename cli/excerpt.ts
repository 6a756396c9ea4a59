/**
 * The place in a query where something is wrong.
 *
 * @module
 */

import { safeText } from "./cell.ts";
import { nearest } from "../templates/nearest.ts";

/** Words of HogQL that people mistype. */
const KEYWORDS: readonly string[] = [
  "SELECT",
  "DISTINCT",
  "FROM",
  "WHERE",
  "GROUP",
  "HAVING",
  "ORDER",
  "LIMIT",
  "JOIN",
  "LEFT",
  "INNER",
  "UNION",
  "WITH",
  "INTERVAL",
  "BETWEEN",
  "DESC",
];

/** Characters of a line shown before and after the place. */
const BEFORE = 60;
const AFTER = 20;

/**
 * Draws the line of the query and a mark under the place; nothing where the
 * server told no place.
 *
 * @example
 * ```ts
 * import { drawPlace } from "./excerpt.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   drawPlace("SELECT 1\nFROM WHERE", { start: 14 }),
 *   "  2 │ FROM WHERE\n           ^",
 * );
 * ```
 */
export function drawPlace(query: string, position: unknown): string {
  const start = startOf(query, position);
  if (start === undefined) return "";
  const lines = query.slice(0, start).split("\n");
  const column = lines.at(-1)?.length ?? 0;
  const text = query.split("\n")[lines.length - 1] ?? "";
  const from = Math.max(0, column - BEFORE);
  const label = `  ${lines.length} │ `;
  const before = safeText(text.slice(from, column));
  const after = safeText(text.slice(column, column + AFTER));
  const indent = " ".repeat(label.length + before.length);
  return `${label}${before}${after}\n${indent}^`;
}

/**
 * The first word before the place that is nearly a keyword, with what was
 * probably meant: a parser notices `FRM` only at the word after it.
 *
 * @example
 * ```ts
 * import { mistypedKeyword } from "./excerpt.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   mistypedKeyword("SELECT event FRM events", { start: 17 }),
 *   'Did you mean "FROM" instead of "FRM"?',
 * );
 * ```
 */
export function mistypedKeyword(
  query: string,
  position: unknown,
): string | undefined {
  const start = startOf(query, position) ?? query.length;
  const place = query.slice(start).match(/^\w*/)?.[0].length ?? 0;
  const words = query.slice(0, start + place).match(/\b[A-Za-z]{3,}\b/g) ?? [];
  for (const word of words.reverse()) {
    const upper = word.toUpperCase();
    const meant = KEYWORDS.includes(upper)
      ? undefined
      : nearest(upper, KEYWORDS);
    if (meant !== undefined) {
      return `Did you mean "${meant}" instead of "${word}"?`;
    }
  }
  return undefined;
}

function startOf(query: string, position: unknown): number | undefined {
  if (typeof position !== "object" || position === null) return undefined;
  const start = "start" in position ? position.start : undefined;
  return typeof start === "number" ? Math.min(start, query.length) : undefined;
}
