/**
 * Who belongs to a cohort, in words that become PostHog's filters.
 *
 * @module
 */

import { invalid } from "./failure.ts";
import { given, listIn } from "./kinds.ts";
import type { PropertyFilter, PropertyOperator } from "./property_filter.ts";

/** One condition, or several joined. Made by the functions below. */
export interface CohortFilter {
  /** `AND`, `OR`, or the kind of a single condition. */
  readonly type: string;
  /** The rest is the kind's own. */
  readonly [field: string]: unknown;
}

/** When, how often, and on which events something was done. */
export interface DidOptions {
  /** How far back: `30d`, `2w`, `12h`, `3m` (months), `1y`. */
  readonly within: string;
  /** Least times. */
  readonly atLeast?: number;
  /** Most times. */
  readonly atMost?: number;
  /** Exactly so many times. */
  readonly exactly?: number;
  /** Only events with these properties. */
  readonly where?: readonly PropertyFilter[];
}

const INTERVALS: Readonly<Record<string, string>> = {
  h: "hour",
  d: "day",
  w: "week",
  m: "month",
  y: "year",
};

/**
 * People who did something.
 *
 * @throws {ValidationError} When `within` is no time.
 *
 * @example
 * ```ts
 * import { allOf, did, hasProperty, not } from "@posthog-driver/posthog-driver/driver";
 * import { assertEquals } from "@std/assert";
 *
 * const lapsed = allOf(
 *   did("purchase", { within: "90d", atLeast: 3 }),
 *   not(did("purchase", { within: "30d" })),
 *   hasProperty("plan", ["pro", "team"]),
 * );
 * assertEquals(lapsed.type, "AND");
 * ```
 */
export function did(event: string, options: DidOptions): CohortFilter {
  const { within, atLeast, atMost, exactly, where } = options;
  const [, time, unit] = /^(\d+)([hdwmy])$/.exec(within) ?? [];
  if (!time || !unit) {
    throw invalid(
      "make a cohort",
      `within is "${within}"`,
      "invalid_time",
      'Write for example "30d"',
      "within",
    );
  }
  const times = atLeast ?? atMost ?? exactly;
  const many = times !== undefined && {
    operator: times === atLeast ? "gte" : times === atMost ? "lte" : "exact",
    operator_value: times,
  };
  return {
    type: "behavioral",
    key: event,
    event_type: "events",
    value: many ? "performed_event_multiple" : "performed_event",
    ...many,
    time_value: Number(time),
    time_interval: INTERVALS[unit],
    negation: false,
    ...given({ event_filters: where }),
  };
}

/**
 * People with a property.
 *
 * @example
 * ```ts
 * import { hasProperty } from "@posthog-driver/posthog-driver/driver";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(hasProperty("email", "@acme.com", "icontains")["operator"], "icontains");
 * ```
 */
export function hasProperty(
  key: string,
  value?: PropertyFilter["value"],
  operator: PropertyOperator = value === undefined ? "is_set" : "exact",
): CohortFilter {
  return {
    type: "person",
    key,
    operator,
    ...given({ value }),
    negation: false,
  };
}

/**
 * Members of another cohort.
 *
 * @example
 * ```ts
 * import { inCohort } from "@posthog-driver/posthog-driver/driver";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(inCohort(12)["value"], 12);
 * ```
 */
export function inCohort(id: number): CohortFilter {
  return { type: "cohort", key: "id", value: id, negation: false };
}

/**
 * Everyone else: turns a single condition round.
 *
 * @example
 * ```ts
 * import { inCohort, not } from "@posthog-driver/posthog-driver/driver";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(not(inCohort(12))["negation"], true);
 * ```
 */
export function not(filter: CohortFilter): CohortFilter {
  return { ...filter, negation: filter["negation"] !== true };
}

/**
 * All conditions hold.
 *
 * @example
 * ```ts
 * import { allOf, hasProperty } from "@posthog-driver/posthog-driver/driver";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(allOf(hasProperty("a"), hasProperty("b")).type, "AND");
 * ```
 */
export function allOf(...values: readonly CohortFilter[]): CohortFilter {
  return { type: "AND", values };
}

/**
 * At least one condition holds.
 *
 * @example
 * ```ts
 * import { anyOf, hasProperty } from "@posthog-driver/posthog-driver/driver";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(anyOf(hasProperty("a"), hasProperty("b")).type, "OR");
 * ```
 */
export function anyOf(...values: readonly CohortFilter[]): CohortFilter {
  return { type: "OR", values };
}

/** The nesting PostHog wants: a group of groups of conditions. */
export function toCohortProperties(filter: CohortFilter): CohortFilter {
  const group = isGroup(filter) ? filter : allOf(filter);
  const members = listIn(group["values"]) as readonly CohortFilter[];
  return {
    type: group.type,
    values: members.map((member) => isGroup(member) ? member : allOf(member)),
  };
}

function isGroup(filter: CohortFilter): boolean {
  return filter.type === "AND" || filter.type === "OR";
}
