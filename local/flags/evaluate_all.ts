/**
 * The answers of all flags for one person, dependencies first.
 *
 * @module
 */

import type { FlagDefinition } from "./definition.ts";
import {
  evaluateFlag,
  type FlagAnswer,
  type FlagSubject,
  type FlagWorld,
} from "./evaluate.ts";

/**
 * Evaluates each flag once, however many others depend on it. A flag that
 * depends on itself has a missing dependency.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const property = {
 *   type: "flag",
 *   key: "1",
 *   operator: "flag_evaluates_to",
 *   value: true,
 * };
 * const flags = [
 *   { id: 1, key: "base", active: true, filters: { groups: [{}] } },
 *   {
 *     id: 2,
 *     key: "extra",
 *     active: true,
 *     filters: { groups: [{ properties: [property] }] },
 *   },
 * ];
 * const answers = evaluateFlags(flags, {
 *   distinctId: "ada",
 *   personProperties: {},
 *   groups: {},
 *   groupProperties: {},
 *   cohortIds: new Set(),
 * }, { now: new Date(), groupTypes: {}, cohorts: {} });
 * assertEquals(answers.get("extra")?.value, true);
 * ```
 */
export function evaluateFlags(
  flags: readonly FlagDefinition[],
  subject: FlagSubject,
  world: Omit<FlagWorld, "dependency">,
): Map<string, FlagAnswer> {
  const answers = new Map<string, FlagAnswer>();
  const open = new Set<string>();

  function answer(flag: FlagDefinition): FlagAnswer | undefined {
    const known = answers.get(flag.key);
    if (known !== undefined || open.has(flag.key)) return known;
    open.add(flag.key);
    const found = evaluateFlag(flag, subject, { ...world, dependency });
    open.delete(flag.key);
    answers.set(flag.key, found);
    return found;
  }

  function dependency(keyOrId: string): FlagAnswer | undefined {
    const flag = flags.find(({ id, key }) =>
      String(id) === keyOrId || key === keyOrId
    );
    return flag && answer(flag);
  }

  for (const flag of flags) answer(flag);
  return answers;
}
