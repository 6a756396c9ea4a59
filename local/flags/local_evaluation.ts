/**
 * The definitions a server-side SDK downloads to evaluate flags by itself.
 *
 * @module
 */

import { isPropertyOnly } from "./cohort_match.ts";
import type {
  FlagDefinition,
  PropertyCondition,
  PropertyGroup,
} from "./definition.ts";

/** Body of `/flags/definitions` and of `feature_flags/local_evaluation`. */
export interface FlagDefinitions {
  /** Every flag that is not deleted. */
  readonly flags: readonly unknown[];
  /** Name of each group type by its index. */
  readonly group_type_mapping: Readonly<Record<string, string>>;
  /** The cohorts that properties alone decide; others need the server. */
  readonly cohorts: Readonly<Record<string, PropertyGroup>>;
  /** 2: comparisons with true and false are ordinary equality. */
  readonly property_matching_version: 2;
}

/**
 * The body of `/flags/definitions`. Conditions on other flags name them by key
 * and carry the chain of flags to evaluate first, as SDKs expect.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const body = flagDefinitions(
 *   [{ id: 1, key: "beta", active: true, filters: { groups: [{}] } }],
 *   { groupTypes: { "0": "company" }, cohorts: {} },
 * );
 * assertEquals(body.group_type_mapping, { "0": "company" });
 * assertEquals(body.flags.length, 1);
 * ```
 */
export function flagDefinitions(
  flags: readonly FlagDefinition[],
  { groupTypes, cohorts }: {
    readonly groupTypes: Readonly<Record<string, string>>;
    readonly cohorts: Readonly<Record<string, PropertyGroup>>;
  },
): FlagDefinitions {
  return {
    flags: flags.map((flag) => withDependencyChains(flag, flags)),
    group_type_mapping: groupTypes,
    cohorts: Object.fromEntries(
      Object.entries(cohorts).filter(([, group]) => isPropertyOnly(group)),
    ),
    property_matching_version: 2,
  };
}

function withDependencyChains(
  flag: FlagDefinition,
  flags: readonly FlagDefinition[],
): FlagDefinition {
  const groups = (flag.filters.groups ?? []).map((condition) => ({
    ...condition,
    properties: (condition.properties ?? []).map((property) =>
      property.type === "flag" ? resolved(property, flags) : property
    ),
  }));
  return { ...flag, filters: { ...flag.filters, groups } };
}

function resolved(
  property: PropertyCondition,
  flags: readonly FlagDefinition[],
): PropertyCondition & { readonly dependency_chain: readonly string[] } {
  const target = findFlag(property.key, flags);
  return {
    ...property,
    key: target?.key ?? property.key,
    dependency_chain: target ? chainOf(target, flags, new Set()) : [],
  };
}

/** Deepest dependency first, the flag itself last; empty for a circle. */
function chainOf(
  flag: FlagDefinition,
  flags: readonly FlagDefinition[],
  above: ReadonlySet<string>,
): string[] {
  if (above.has(flag.key)) return [];
  const inside = new Set([...above, flag.key]);
  const chain: string[] = [];
  for (const property of dependencies(flag)) {
    const target = findFlag(property.key, flags);
    const deeper = target ? chainOf(target, flags, inside) : [];
    if (deeper.length === 0) return [];
    chain.push(...deeper.filter((key) => !chain.includes(key)));
  }
  return [...chain, flag.key];
}

function dependencies(flag: FlagDefinition): PropertyCondition[] {
  return (flag.filters.groups ?? [])
    .flatMap((condition) => condition.properties ?? [])
    .filter((property) => property.type === "flag");
}

function findFlag(
  keyOrId: string,
  flags: readonly FlagDefinition[],
): FlagDefinition | undefined {
  return flags.find(({ id, key }) => String(id) === keyOrId || key === keyOrId);
}
