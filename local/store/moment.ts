/**
 * Moments as whole microseconds since 1970, as exact as PostHog keeps them.
 *
 * @module
 */

const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/** What `DateTime64` can hold: 1900 to 2299. */
const EARLIEST = Date.UTC(1900, 0, 1) * 1000;
const LATEST = Date.UTC(2299, 11, 31) * 1000;

/**
 * Reads ISO 8601, in UTC where no zone is given; nothing when it is no date.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseMoment("1970-01-01T00:00:01.5Z"), 1_500_000);
 * assertEquals(parseMoment("1970-01-01 01:00:00+01:00"), 0);
 * assertEquals(parseMoment("yesterday"), undefined);
 * ```
 */
export function parseMoment(text: string): number | undefined {
  const match = ISO.exec(text.trim());
  if (match === null) return undefined;
  const [, day = "", minutes = "00:00", seconds = "00", fraction = "", zone] =
    match;
  const offset = (zone ?? "Z").toUpperCase().replace(
    /^([+-]\d{2})(\d{2})$/,
    "$1:$2",
  );
  const millis = Date.parse(`${day}T${minutes}:${seconds}${offset}`);
  if (Number.isNaN(millis)) return undefined;
  const micros = millis * 1000 + Number(fraction.padEnd(6, "0").slice(0, 6));
  return micros < EARLIEST || micros > LATEST ? undefined : micros;
}

/**
 * Whether a text reads as a date or a moment.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(looksLikeMoment("2026-01-02"), true);
 * assertEquals(looksLikeMoment("20260102"), false);
 * ```
 */
export function looksLikeMoment(text: string): boolean {
  return text.length >= 10 && text.length <= 40 &&
    parseMoment(text) !== undefined;
}

/**
 * As ClickHouse reads it: `2026-01-02 03:04:05.678901`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(clickHouseMoment(1_500_000), "1970-01-01 00:00:01.500000");
 * ```
 */
export function clickHouseMoment(micros: number): string {
  const [whole, fraction] = parts(micros);
  return `${whole.replace("T", " ")}.${fraction}`;
}

/** As PostHog's API writes it: microseconds only where there are any. */
export function isoMoment(micros: number): string {
  const [whole, fraction] = parts(micros);
  return fraction === "000000" ? `${whole}Z` : `${whole}.${fraction}Z`;
}

function parts(micros: number): [string, string] {
  const seconds = Math.floor(micros / 1_000_000);
  const fraction = micros - seconds * 1_000_000;
  return [
    new Date(seconds * 1000).toISOString().slice(0, 19),
    String(fraction).padStart(6, "0"),
  ];
}
