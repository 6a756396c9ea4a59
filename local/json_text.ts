/**
 * JSON in and out without losing a digit.
 *
 * @module
 */

/** Numbers this long may be more exact than JavaScript's. */
const LONG_NUMBER = /\d{16}/;

/** `JSON.rawJSON`, which TypeScript's library does not list yet. */
const rawJson = JSON as unknown as {
  rawJSON(text: string): unknown;
  isRawJSON(value: unknown): boolean;
};

/**
 * Reads JSON; whole numbers that JavaScript cannot hold stay as written.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const text = '{"id":12345678901234567890}';
 * assertEquals(JSON.stringify(parseJson(text)), text);
 * ```
 */
export function parseJson(text: string): unknown {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value, context?: { source?: string }) => {
    const isInexact = typeof value === "number" &&
      !Number.isSafeInteger(value) && Number.isInteger(value);
    const source = context?.source;
    return isInexact && source !== undefined && /^-?\d+$/.test(source)
      ? rawJson.rawJSON(source)
      : value;
  });
}

/**
 * Whether a value is a number that {@linkcode parseJson} kept as text.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(isLongNumber(parseJson("12345678901234567890")), true);
 * assertEquals(isLongNumber(parseJson("7")), false);
 * ```
 */
export function isLongNumber(value: unknown): boolean {
  return rawJson.isRawJSON(value);
}
