/**
 * The nearest known name, for "did you mean".
 *
 * @module
 */

import { levenshtein } from "../driver/nearest.ts";

/** The candidate that contains `name`, or the one with the fewest edits from it, if near enough. */
export function nearest(
  name: string,
  candidates: readonly string[],
): string | undefined {
  const part = name.length < 4
    ? undefined
    : candidates.find((candidate) => candidate.includes(name));
  if (part !== undefined) return part;
  let best: string | undefined;
  let fewest = Math.max(2, Math.ceil(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = levenshtein(name.slice(0, 64), candidate);
    if (edits < fewest) {
      fewest = edits;
      best = candidate;
    }
  }
  return best;
}
