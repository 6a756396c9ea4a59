/**
 * One value of a result as one line of text, as wide as it looks.
 *
 * @module
 */

import stringWidth from "string-width";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Control characters, and those that reorder or hide text. */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\ufeff]/gu;

/** A time as PostHog writes it; a table does without fractions of a second. */
const TIME =
  /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

const ESCAPES: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/**
 * A value as text: numbers and times short, objects as JSON, nothing that could move
 * the cursor or hide what stands beside it.
 *
 * @example
 * ```ts
 * import { cellText } from "./cell.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(cellText(1 / 3), "0.3333");
 * assertEquals(cellText({ plan: "pro" }), '{"plan":"pro"}');
 * assertEquals(cellText("a\u001b[2Jb"), "a\\u001b[2Jb");
 * ```
 */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "number") return numberText(value);
  if (typeof value !== "string") return safeText(JSON.stringify(value));
  return safeText(TIME.test(value) ? value.replace(TIME, "$1 $2$3") : value);
}

/** The same text with everything invisible made visible. */
export function safeText(text: string): string {
  return text.replace(
    UNSAFE,
    (character) => ESCAPES[character] ?? `\\u${hex(character)}`,
  );
}

/** Columns that a text takes on a terminal. */
export function width(text: string): number {
  return stringWidth(text);
}

/**
 * Cuts a text to so many columns, never inside a character; `…` tells it.
 *
 * @example
 * ```ts
 * import { fit } from "./cell.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(fit("天地玄黃", 5), "天地…");
 * assertEquals(fit("short", 5), "short");
 * ```
 */
export function fit(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let kept = "";
  let used = 1;
  for (const { segment } of graphemes.segment(text)) {
    used += width(segment);
    if (used > columns) break;
    kept += segment;
  }
  return `${kept}…`;
}

function numberText(value: number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  if (Math.abs(value) < 0.001) return String(Number(value.toPrecision(4)));
  return String(Number(value.toFixed(4)));
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(4, "0");
}
