/**
 * The nearest known name, for "did you mean".
 *
 * @module
 */

import { levenshtein } from "../driver/nearest.ts";

/**
 * The candidate that contains `name`, or else the one with the fewest edits
 * from it, or else the one with most of its pairs of letters; if near enough.
 */
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
  return best ?? mostPairs(name, candidates);
}

/** How many of a name's pairs of letters another must have. */
const PAIRS_SHARED = 0.75;

/** Finds `user_signed_up` for `signup`. */
function mostPairs(
  name: string,
  candidates: readonly string[],
): string | undefined {
  const wanted = pairsOf(name);
  let best: string | undefined;
  let most = PAIRS_SHARED * wanted.size;
  if (wanted.size < 4) return undefined;
  for (const candidate of candidates) {
    const shared = wanted.intersection(pairsOf(candidate)).size;
    if (shared > most) {
      most = shared;
      best = candidate;
    }
  }
  return best;
}

function pairsOf(name: string): Set<string> {
  const letters = name.slice(0, 64).toLowerCase().replaceAll(
    /[^\p{L}\d]/gu,
    "",
  );
  return new Set(
    letters.slice(1).split("").map((second, at) => `${letters[at]}${second}`),
  );
}
