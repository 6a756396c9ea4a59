/**
 * "Did you mean": the known name nearest to a mistyped one.
 *
 * @module
 */

import { levenshteinDistance } from "@std/text";

/** Longer inputs are no typing mistakes. */
const LONGEST_NAME = 64;

/**
 * The candidate with the fewest edits, if at most a third of it differs.
 *
 * @example
 * ```ts
 * import { nearest } from "./nearest.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nearest("dmeo", ["demo", "list"]), "demo");
 * assertEquals(nearest("something", ["demo", "list"]), undefined);
 * ```
 */
export function nearest(
  name: string,
  candidates: readonly string[],
): string | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const ranked = candidates
    .map((candidate) => ({
      candidate,
      edits: levenshteinDistance(name, candidate),
    }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  if (best === undefined) return undefined;
  const most = Math.max(2, Math.ceil(best.candidate.length / 3));
  return best.edits <= most ? best.candidate : undefined;
}

/** A sentence that offers the nearest candidate, or nothing. */
export function didYouMean(
  name: string,
  candidates: readonly string[],
): string[] {
  const best = nearest(name, candidates);
  return best === undefined ? [] : [`Did you mean "${best}"?`];
}
