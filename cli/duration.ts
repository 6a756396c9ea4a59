/**
 * Lengths of time, as people write and read them.
 *
 * @module
 */

import { usageFailure } from "./failure.ts";

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * Reads `500ms`, `30s`, `2m` or `1h`; a bare number means seconds.
 *
 * @example
 * ```ts
 * import { parseDuration } from "./duration.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseDuration("timeout", "2m"), 120_000);
 * assertEquals(parseDuration("timeout", "1.5"), 1500);
 * ```
 *
 * @returns milliseconds
 * @throws {Failure} with exit code 2, naming the flag.
 */
export function parseDuration(flag: string, text: string): number {
  const [, amount, unit = "s"] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ??
    [];
  const ms = Math.round(Number(amount) * (UNIT_MS[unit] ?? NaN));
  if (!(ms > 0 && Number.isSafeInteger(ms))) {
    throw usageFailure(
      `Flag "--${flag}" must be a length of time such as 500ms, 30s or 2m, got "${text}"`,
    );
  }
  return ms;
}

/** Milliseconds in the unit that reads best: `84 ms`, `1.2 s`, `3 min 20 s`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
