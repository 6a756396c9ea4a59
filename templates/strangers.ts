/**
 * Names that a project has never seen.
 *
 * @module
 */

import { nearest } from "./nearest.ts";

/**
 * One sentence for each mentioned name that is not known, with the nearest
 * known one; `otherwise` ends the sentence where none is near.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { strangers } from "./strangers.ts";
 *
 * const known = ["purchase", "login"];
 * assertEquals(strangers("event", ["login", "purchas"], known, ""), [
 *   'This project has no event "purchas"; the nearest is "purchase"',
 * ]);
 * ```
 */
export function strangers(
  kind: string,
  mentioned: readonly string[],
  known: readonly string[],
  otherwise: string,
): string[] {
  return mentioned.filter((name) => !known.includes(name)).map((name) => {
    const meant = nearest(name, known);
    return `This project has no ${kind} "${name}"` +
      (meant === undefined ? otherwise : `; the nearest is "${meant}"`);
  });
}
