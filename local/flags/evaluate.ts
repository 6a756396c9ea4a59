/**
 * The answer of one flag for one person or group.
 *
 * @module
 */

import { matchesGroup } from "./cohort_match.ts";
import type {
  FlagCondition,
  FlagDefinition,
  PropertyCondition,
  PropertyGroup,
} from "./definition.ts";
import { matchesProperty, type Properties } from "./property_match.ts";
import { isHeldOut, pickVariant, rolloutHash } from "./rollout.ts";

/** Why a flag answered as it did, in PostHog's own words. */
export type ReasonCode =
  | "condition_match"
  | "no_condition_match"
  | "out_of_rollout_bound"
  | "no_group_type"
  | "super_condition_value"
  | "holdout_condition_value"
  | "flag_disabled"
  | "missing_dependency";

/** What a flag answered and why. */
export interface FlagAnswer {
  /** `false` for off, `true` for on, text for a variant. */
  readonly value: boolean | string;
  /** Why. */
  readonly reason: ReasonCode;
  /** Which of the flag's conditions decided, counted from 0. */
  readonly conditionIndex: number | null;
}

/** Whom the question is about. */
export interface FlagSubject {
  /** The person's identifier, which the rollout hashes. */
  readonly distinctId: string;
  /** Identifier from before login, for flags that keep their answer over it. */
  readonly anonymousId?: string | undefined;
  /** The device, for flags that hash it. */
  readonly deviceId?: string | undefined;
  /** The person's properties. */
  readonly personProperties: Properties;
  /** Group key by name of the group type. */
  readonly groups: Readonly<Record<string, string>>;
  /** Properties of these groups by name of the group type. */
  readonly groupProperties: Readonly<Record<string, Properties>>;
  /** Cohorts whose computed membership holds the person. */
  readonly cohortIds: ReadonlySet<number>;
}

/** What the project knows that a flag may ask for. */
export interface FlagWorld {
  /** The time of the question. */
  readonly now: Date;
  /** Name of each group type by its index. */
  readonly groupTypes: Readonly<Record<string, string>>;
  /** Definitions of cohorts that properties alone decide. */
  readonly cohorts: Readonly<Record<string, PropertyGroup>>;
  /** The answer of another flag, by key or id; `undefined` where there is none. */
  readonly dependency: (keyOrId: string) => FlagAnswer | undefined;
}

/** What a condition is compared with: whose key is hashed, whose properties count. */
interface Target {
  readonly bucket: string;
  readonly properties: Properties;
}

/** The reasons for "off", strongest first. */
const STRENGTH: readonly ReasonCode[] = [
  "missing_dependency",
  "out_of_rollout_bound",
  "no_condition_match",
  "no_group_type",
];

/**
 * Evaluates one flag by the rules of PostHog's flags service: holdout, early
 * access, then the release conditions in their order.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const flag = { id: 1, key: "beta", active: true, filters: { groups: [{}] } };
 * const answer = evaluateFlag(flag, {
 *   distinctId: "ada",
 *   personProperties: {},
 *   groups: {},
 *   groupProperties: {},
 *   cohortIds: new Set(),
 * }, {
 *   now: new Date(),
 *   groupTypes: {},
 *   cohorts: {},
 *   dependency: () => undefined,
 * });
 * assertEquals(answer, {
 *   value: true,
 *   reason: "condition_match",
 *   conditionIndex: 0,
 * });
 * ```
 */
export function evaluateFlag(
  flag: FlagDefinition,
  subject: FlagSubject,
  world: FlagWorld,
): FlagAnswer {
  if (!flag.active) return off("flag_disabled");
  const target = targetOf(flag, subject, world, undefined);
  const held = target && heldOut(flag, target.bucket);
  if (held !== undefined) return held;
  const enrolled = enrolment(flag, subject, world);
  if (enrolled !== undefined) return enrolled;
  return releaseConditions(flag, subject, world);
}

function releaseConditions(
  flag: FlagDefinition,
  subject: FlagSubject,
  world: FlagWorld,
): FlagAnswer {
  let strongest = off("no_group_type");
  for (const [index, condition] of (flag.filters.groups ?? []).entries()) {
    const target = targetOf(flag, subject, world, condition);
    const reason = target === undefined
      ? "no_group_type"
      : conditionReason(flag, condition, target, subject, world);
    if (reason === "condition_match" && target !== undefined) {
      return {
        value: valueOf(flag, condition, target.bucket),
        reason,
        conditionIndex: index,
      };
    }
    const answer = { value: false, reason, conditionIndex: index };
    if (STRENGTH.indexOf(reason) < STRENGTH.indexOf(strongest.reason)) {
      strongest = answer;
    }
    if (flag.filters.early_exit && reason === "out_of_rollout_bound") {
      return answer;
    }
  }
  return (flag.filters.groups ?? []).length === 0
    ? off("no_condition_match")
    : strongest;
}

function conditionReason(
  flag: FlagDefinition,
  condition: FlagCondition,
  target: Target,
  subject: FlagSubject,
  world: FlagWorld,
): ReasonCode {
  for (const property of condition.properties ?? []) {
    if (isMissingDependency(property, world)) return "missing_dependency";
    if (!meets(property, target.properties, subject, world)) {
      return "no_condition_match";
    }
  }
  const share = condition.rollout_percentage ?? 100;
  return rolloutHash(flag.key, target.bucket) > share / 100
    ? "out_of_rollout_bound"
    : "condition_match";
}

function meets(
  property: PropertyCondition,
  properties: Properties,
  subject: FlagSubject,
  world: FlagWorld,
): boolean {
  if (property.type === "flag") return dependencyMeets(property, world);
  if (property.type === "cohort") {
    const inside = isInCohort(property, properties, subject, world);
    return inside !== (property.operator === "not_in");
  }
  return matchesProperty(property, properties, world.now);
}

function isInCohort(
  property: PropertyCondition,
  properties: Properties,
  subject: FlagSubject,
  world: FlagWorld,
): boolean {
  const definition = world.cohorts[String(property.value)];
  if (definition === undefined) {
    return subject.cohortIds.has(Number(property.value));
  }
  return matchesGroup(
    definition,
    (leaf) => meets(leaf, properties, subject, world),
  );
}

function isMissingDependency(
  property: PropertyCondition,
  world: FlagWorld,
): boolean {
  return property.type === "flag" &&
    world.dependency(property.key) === undefined;
}

/** `true` stands for any variant, too. */
function dependencyMeets(
  property: PropertyCondition,
  world: FlagWorld,
): boolean {
  const value = world.dependency(property.key)?.value;
  if (property.value === true) return value !== false && value !== undefined;
  return value === property.value;
}

/** `undefined` where the flag is about a group that was not given. */
function targetOf(
  flag: FlagDefinition,
  subject: FlagSubject,
  world: FlagWorld,
  condition: FlagCondition | undefined,
): Target | undefined {
  const index = condition?.aggregation_group_type_index ??
    flag.filters.aggregation_group_type_index;
  if (index === null || index === undefined) {
    return {
      bucket: bucketOf(flag, subject),
      properties: subject.personProperties,
    };
  }
  const type = world.groupTypes[index];
  const key = type === undefined ? undefined : subject.groups[type];
  if (type === undefined || key === undefined) return undefined;
  return { bucket: key, properties: subject.groupProperties[type] ?? {} };
}

function bucketOf(flag: FlagDefinition, subject: FlagSubject): string {
  if (flag.bucketing_identifier === "device_id") {
    return subject.deviceId ?? subject.distinctId;
  }
  if (flag.ensure_experience_continuity) {
    return subject.anonymousId ?? subject.distinctId;
  }
  return subject.distinctId;
}

function valueOf(
  flag: FlagDefinition,
  condition: FlagCondition,
  bucket: string,
): boolean | string {
  const variants = flag.filters.multivariate?.variants ?? [];
  if (variants.some((variant) => variant.key === condition.variant)) {
    return condition.variant ?? true;
  }
  return pickVariant(flag.key, bucket, variants) ?? true;
}

function heldOut(flag: FlagDefinition, bucket: string): FlagAnswer | undefined {
  const { id, exclusion_percentage: share } = flag.filters.holdout ?? {};
  if (
    id === null || id === undefined || share === null || share === undefined
  ) {
    return undefined;
  }
  if (!isHeldOut(bucket, share)) return undefined;
  return {
    value: `holdout-${id}`,
    reason: "holdout_condition_value",
    conditionIndex: null,
  };
}

/** A person who enrolled in, or left, an early-access feature has chosen. */
function enrolment(
  flag: FlagDefinition,
  subject: FlagSubject,
  world: FlagWorld,
): FlagAnswer | undefined {
  const [first] = flag.filters.super_groups ?? [];
  const asked = first?.properties ?? [];
  const answered = asked.some((property) =>
    Object.hasOwn(subject.personProperties, property.key)
  );
  if (!answered) return undefined;
  const value = asked.every((property) =>
    meets(property, subject.personProperties, subject, world)
  );
  return { value, reason: "super_condition_value", conditionIndex: null };
}

function off(reason: ReasonCode): FlagAnswer {
  return { value: false, reason, conditionIndex: null };
}
