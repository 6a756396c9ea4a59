/**
 * Did you mean …?
 *
 * @module
 */

/**
 * The nearest of the known names, or nothing when none is near. Differences
 * in case and in a missing `$` count little.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nearest } from "./suggest.ts";
 *
 * assertEquals(nearest("timestmp", ["event", "timestamp"]), "timestamp");
 * assertEquals(nearest("zzz", ["event", "timestamp"]), undefined);
 * ```
 */
export function nearest(
  name: string,
  known: Iterable<string>,
): string | undefined {
  const wanted = plain(name);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(wanted, plain(candidate), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/^\$/, "").replaceAll("_", "");
}

function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      current.push(Math.min(
        (previous[j] ?? limit) + 1,
        (current[j - 1] ?? limit) + 1,
        (previous[j - 1] ?? limit) + same,
      ));
    }
    previous = current;
  }
  return previous[b.length] ?? limit;
}
