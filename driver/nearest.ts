/**
 * Did you mean …?
 *
 * @module
 */

/** The names nearest to a misspelt one, best first, at most three. */
export function nearest(
  wanted: string,
  names: readonly string[],
): readonly string[] {
  const most = Math.max(1, Math.floor(wanted.length / 3));
  return names
    .map((name) => ({ name, distance: distanceOf(wanted, name) }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance || a.name.length - b.name.length)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Asks for the nearest names, where there are any. */
export function didYouMean(names: readonly string[]): string | undefined {
  return names.length === 0
    ? undefined
    : `Did you mean "${names.join('" or "')}"?`;
}

/** A name that starts or ends like the other is near however long it is. */
function distanceOf(wanted: string, name: string): number {
  const [a, b] = [wanted.toLowerCase(), name.toLowerCase()];
  const isPart = a.length > 2 && (b.startsWith(a) || a.startsWith(b));
  return isPart && a !== b ? 1 : levenshtein(a, b);
}

/** How many characters to change, add or drop to get from one to the other. */
export function levenshtein(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
