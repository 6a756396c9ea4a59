/**
 * "Did you mean": the known name nearest to a mistyped one.
 *
 * @module
 */

import { nearest } from "../templates/nearest.ts";

/**
 * A sentence that offers the nearest candidate, or nothing.
 *
 * @example
 * ```ts
 * import { didYouMean } from "./did_you_mean.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(didYouMean("dmeo", ["demo", "list"]), ['Did you mean "demo"?']);
 * assertEquals(didYouMean("something", ["demo", "list"]), []);
 * ```
 */
export function didYouMean(
  name: string,
  candidates: readonly string[],
): string[] {
  const best = nearest(name, candidates);
  return best === undefined ? [] : [`Did you mean "${best}"?`];
}
