/**
 * What a feature flag is made of, as PostHog stores and serves it.
 *
 * @module
 */

import { z } from "zod";

/** Any JSON value. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** The schema of any JSON value. */
const json: z.ZodType<Json> = z.lazy(() =>
  z.union([
    z.null(),
    z.boolean(),
    z.number(),
    z.string(),
    z.array(json),
    z.record(z.string(), json),
  ])
);

/** One comparison in a condition: a property, a cohort or another flag. */
export interface PropertyCondition {
  /** Property name; `id` for cohorts, a flag's key or id for flags. */
  readonly key: string;
  /** What to compare with. */
  readonly value?: Json | undefined;
  /** The comparison; `exact` where absent. */
  readonly operator?: string | null | undefined;
  /** `person` where absent; else `group`, `cohort`, `flag`, … */
  readonly type?: string | undefined;
  /** Inverts the comparison; used inside cohorts. */
  readonly negation?: boolean | undefined;
  /** For groups: which type of group. */
  readonly group_type_index?: number | null | undefined;
}

/** A tree of comparisons joined by AND or OR, as cohorts have it. */
export interface PropertyGroup {
  /** How the values are joined. */
  readonly type: "AND" | "OR";
  /** Groups or comparisons. */
  readonly values: readonly (PropertyGroup | PropertyCondition)[];
}

/** The schema of one comparison. Fields it does not name pass through. */
export const propertyCondition: z.ZodType<PropertyCondition> = z.looseObject({
  key: z.coerce.string(),
  value: json.optional(),
  operator: z.string().nullish(),
  type: z.string().optional(),
  negation: z.boolean().optional(),
  group_type_index: z.number().int().nullish(),
});

const percentage = z.number().min(0).max(100);

const condition = z.looseObject({
  properties: z.array(propertyCondition).nullish(),
  rollout_percentage: percentage.nullish(),
  variant: z.string().nullish(),
  aggregation_group_type_index: z.number().int().nullish(),
});

/** The schema of a flag's `filters`: who gets it, which variant, which payload. */
export const flagFilters: z.ZodType<FlagFilters> = z.looseObject({
  groups: z.array(condition).nullish(),
  super_groups: z.array(condition).nullish(),
  multivariate: z.looseObject({
    variants: z.array(z.looseObject({
      key: z.string(),
      rollout_percentage: percentage,
    })),
  }).nullish(),
  payloads: z.record(z.string(), json).nullish(),
  aggregation_group_type_index: z.number().int().nullish(),
  early_exit: z.boolean().nullish(),
  holdout: z.looseObject({
    id: z.number().nullish(),
    exclusion_percentage: z.number().nullish(),
  }).nullish(),
});

/** One release condition: all its properties must match, then the percentage. */
export interface FlagCondition {
  /** All of them must match. */
  readonly properties?: readonly PropertyCondition[] | null | undefined;
  /** How many of those who match get the flag, in percent; all where absent. */
  readonly rollout_percentage?: number | null | undefined;
  /** The variant these people get, whatever their hash says. */
  readonly variant?: string | null | undefined;
  /** Which type of group this condition is about; people where absent. */
  readonly aggregation_group_type_index?: number | null | undefined;
}

/** Who gets a flag, which variant and which payload. */
export interface FlagFilters {
  /** Release conditions, tried in order. */
  readonly groups?: readonly FlagCondition[] | null | undefined;
  /** Early-access enrolment, tried before the release conditions. */
  readonly super_groups?: readonly FlagCondition[] | null | undefined;
  /** The variants of a multivariate flag. */
  readonly multivariate?:
    | { readonly variants: readonly VariantDefinition[] }
    | null
    | undefined;
  /** Payload by variant, or by `"true"`: JSON in a string. */
  readonly payloads?: Readonly<Record<string, Json>> | null | undefined;
  /** Which type of group the whole flag is about; people where absent. */
  readonly aggregation_group_type_index?: number | null | undefined;
  /** Stop at the first condition that matches but misses its percentage. */
  readonly early_exit?: boolean | null | undefined;
  /** People kept out of the flag's variants. */
  readonly holdout?:
    | {
      readonly id?: number | null | undefined;
      readonly exclusion_percentage?: number | null | undefined;
    }
    | null
    | undefined;
}

/** A variant in a flag's definition. */
export interface VariantDefinition {
  /** Name of the variant. */
  readonly key: string;
  /** Share in percent. */
  readonly rollout_percentage: number;
  /** What it is about, for people. */
  readonly name?: string | null | undefined;
}

/** A flag as the evaluator needs it. */
export interface FlagDefinition {
  /** Number of the flag in its project. */
  readonly id: number;
  /** What code asks for. */
  readonly key: string;
  /** PostHog calls a flag's description its name. */
  readonly name?: string | null | undefined;
  /** An inactive flag is off for everybody. */
  readonly active: boolean;
  /** Who gets it. */
  readonly filters: FlagFilters;
  /** Counts the changes of the flag. */
  readonly version?: number | null | undefined;
  /** Keep a person's answer over login, by hashing the anonymous id. */
  readonly ensure_experience_continuity?: boolean | null | undefined;
  /** Hash the device's id instead of the person's. */
  readonly bucketing_identifier?: string | null | undefined;
  /** Whether an experiment runs on the flag. */
  readonly has_experiment?: boolean | undefined;
}
