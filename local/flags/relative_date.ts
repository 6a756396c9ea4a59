/**
 * Dates in a flag's conditions: a point in time, or a distance back from now.
 *
 * @module
 */

/**
 * Reads `-7d`, `3m`, `2026-11-01` or milliseconds; `undefined` where it is
 * none of them. Relative dates go back from `now` (PostHog, flags service:
 * h, d, w, m and y; below 10,000 of them).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const now = new Date("2026-03-31T12:00:00Z");
 * assertEquals(
 *   dateInCondition("-1m", now)?.toISOString(),
 *   "2026-02-28T12:00:00.000Z",
 * );
 * ```
 */
export function dateInCondition(value: unknown, now: Date): Date | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const relative = relativeDate(String(value), now);
  if (relative !== undefined) return relative;
  const date = new Date(value);
  return Number.isNaN(date.valueOf()) ? undefined : date;
}

const UNITS: Readonly<Record<string, "hours" | "days" | "weeks" | "years">> = {
  h: "hours",
  d: "days",
  w: "weeks",
  y: "years",
};

function relativeDate(text: string, now: Date): Date | undefined {
  const [, digits, letter = ""] = /^-?(\d+)([hdwmy])$/.exec(text) ?? [];
  const amount = Number(digits);
  if (!(amount < 10_000)) return undefined;
  const start = Temporal.Instant.fromEpochMilliseconds(now.valueOf())
    .toZonedDateTimeISO("UTC");
  if (letter === "m") return monthsBefore(start, amount);
  return asDate(start.subtract({ [UNITS[letter] ?? "days"]: amount }));
}

/**
 * Month by month, because the day is cut back at every step: two months before
 * 31 March is 28 January.
 */
function monthsBefore(start: Temporal.ZonedDateTime, amount: number): Date {
  let date = start;
  for (let step = 0; step < amount; step += 1) {
    date = date.subtract({ months: 1 });
  }
  return asDate(date);
}

function asDate(date: Temporal.ZonedDateTime): Date {
  return new Date(date.epochMilliseconds);
}
