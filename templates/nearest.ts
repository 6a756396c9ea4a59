/**
 * The nearest known name, for "did you mean".
 *
 * @module
 */

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
    const edits = distance(name.slice(0, 64), candidate);
    if (edits < fewest) {
      fewest = edits;
      best = candidate;
    }
  }
  return best;
}

/** Levenshtein distance, one row at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(
        Math.min(substitute, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1),
      );
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
