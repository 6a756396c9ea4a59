/**
 * Whether a person is in a cohort, as far as properties can tell.
 *
 * @module
 */

import type { PropertyCondition, PropertyGroup } from "./definition.ts";

/**
 * Walks a tree of comparisons. `matches` decides each leaf; `negation` on a
 * leaf turns it round, and an empty group holds for AND and fails for OR.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const group = {
 *   type: "OR" as const,
 *   values: [{ key: "plan" }, { key: "seats", negation: true }],
 * };
 * assertEquals(matchesGroup(group, (leaf) => leaf.key === "plan"), true);
 * assertEquals(matchesGroup(group, (leaf) => leaf.key === "seats"), false);
 * ```
 */
export function matchesGroup(
  group: PropertyGroup,
  matches: (leaf: PropertyCondition) => boolean,
): boolean {
  const holds = (value: PropertyGroup | PropertyCondition): boolean => {
    if ("values" in value) return matchesGroup(value, matches);
    return matches(value) !== (value.negation ?? false);
  };
  return group.type === "AND"
    ? group.values.every(holds)
    : group.values.some(holds);
}

/**
 * Whether nothing but properties (of persons, other cohorts or flags) decides
 * a cohort, so that it can be told from the properties at hand.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const leaf = { key: "$pageview", type: "behavioral" };
 * assertEquals(isPropertyOnly({ type: "AND", values: [leaf] }), false);
 * ```
 */
export function isPropertyOnly(group: PropertyGroup): boolean {
  return group.values.every((value) =>
    "values" in value ? isPropertyOnly(value) : value.type !== "behavioral"
  );
}
