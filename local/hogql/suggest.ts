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

/** Most names that are listed when none is near. */
const LISTED = 5;

/**
 * What to add to an error about a name that is not there: the nearest of the
 * known names, or else some of them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { hintOf } from "./suggest.ts";
 *
 * assertEquals(hintOf("Power user", ["Power users"]), ". Perhaps you meant 'Power users'?");
 * assertEquals(hintOf("zzz", ["Power users"]), ". There is: 'Power users'");
 * assertEquals(hintOf("zzz", []), ". There are none");
 * ```
 */
export function hintOf(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near !== undefined) return `. Perhaps you meant '${near}'?`;
  if (known.length === 0) return ". There are none";
  const some = known.slice(0, LISTED).map((one) => `'${one}'`).join(", ");
  const more = known.length > LISTED
    ? `, and ${known.length - LISTED} more`
    : "";
  return `. There ${known.length === 1 ? "is" : "are"}: ${some}${more}`;
}

/** The same about something that has a number and a name. */
export function hintAmong(
  wanted: number | string,
  known:
    | readonly { readonly id: number; readonly name: string }[]
    | undefined,
): string {
  if (known === undefined) return "";
  return typeof wanted === "string"
    ? hintOf(wanted, known.map(({ name }) => name))
    : hintOf("", known.map(({ id, name }) => `${id}: ${name}`));
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
