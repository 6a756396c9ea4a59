/**
 * Whether one property meets one comparison, the way PostHog's flags service
 * compares.
 *
 * @module
 */

import { linearPattern, type Pattern } from "../pattern.ts";
import type { Json, PropertyCondition } from "./definition.ts";
import { dateInCondition } from "./relative_date.ts";
import { compareVersions, parseVersion, versionRange } from "./semver.ts";

/** Properties of a person or a group. */
export type Properties = Readonly<Record<string, Json>>;

type Comparison = (actual: Json, wanted: Json, now: Date) => boolean;

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map(Object.entries(
  {
    exact: equals,
    icontains: (a, b) => ascii(a).includes(ascii(b)),
    icontains_multi: (a, b) => list(b).some((v) => ascii(a).includes(ascii(v))),
    starts_with: (a, b) => ascii(a).startsWith(ascii(b)),
    ends_with: (a, b) => ascii(a).endsWith(ascii(b)),
    regex: (a, b) => pattern(b)?.(text(a)) ?? false,
    not_regex: (a, b) => pattern(b)?.(text(a)) === false,
    gt: (a, b) => ordered(a, b, (c, d) => c > d),
    gte: (a, b) => ordered(a, b, (c, d) => c >= d),
    lt: (a, b) => ordered(a, b, (c, d) => c < d),
    lte: (a, b) => ordered(a, b, (c, d) => c <= d),
    is_date_exact: (a, b, now) => dated(a, b, now, (c, d) => c === d),
    is_date_before: (a, b, now) => dated(a, b, now, (c, d) => c < d),
    is_date_after: (a, b, now) => dated(a, b, now, (c, d) => c > d),
    semver_eq: (a, b) => versioned(a, b, (order) => order === 0),
    semver_neq: (a, b) => versioned(a, b, (order) => order !== 0),
    semver_gt: (a, b) => versioned(a, b, (order) => order > 0),
    semver_gte: (a, b) => versioned(a, b, (order) => order >= 0),
    semver_lt: (a, b) => versioned(a, b, (order) => order < 0),
    semver_lte: (a, b) => versioned(a, b, (order) => order <= 0),
    semver_tilde: (a, b) => within("semver_tilde", a, b),
    semver_caret: (a, b) => within("semver_caret", a, b),
    semver_wildcard: (a, b) => within("semver_wildcard", a, b),
  } satisfies Record<string, Comparison>,
));

/** Operators that are another one turned round. */
const NEGATED: ReadonlyMap<string, string> = new Map([
  ["is_not", "exact"],
  ["not_icontains", "icontains"],
  ["not_icontains_multi", "icontains_multi"],
  ["not_starts_with", "starts_with"],
  ["not_ends_with", "ends_with"],
]);

/** Operators for which a `null` is the text "null" and no missing value. */
const READS_NULL: ReadonlySet<string> = new Set([
  "exact",
  "regex",
  "not_regex",
  "icontains",
  "starts_with",
  "ends_with",
]);

/**
 * Whether `properties` meet `condition`. A property that is not there meets
 * nothing but `is_not_set`; an operator nobody knows is never met.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const condition = { key: "email", operator: "icontains", value: "@ACME." };
 * const now = new Date();
 * assertEquals(matchesProperty(condition, { email: "ada@acme.com" }, now), true);
 * assertEquals(matchesProperty(condition, {}, now), false);
 * ```
 */
export function matchesProperty(
  condition: PropertyCondition,
  properties: Properties,
  now: Date,
): boolean {
  const operator = condition.operator ?? "exact";
  const present = Object.hasOwn(properties, condition.key);
  if (operator === "is_set") return present;
  if (operator === "is_not_set") return !present;
  if (!present) return false;
  const actual = properties[condition.key] ?? null;
  const base = NEGATED.get(operator) ?? operator;
  const compare = COMPARISONS.get(base);
  if (compare === undefined) return false;
  if (actual === null && !READS_NULL.has(base)) return false;
  const met = compare(actual, condition.value ?? null, now);
  return base === operator ? met : !met;
}

/** Text is compared without case; a list is any of its values. */
function equals(actual: Json, wanted: Json): boolean {
  if (Array.isArray(wanted)) {
    if (wanted.length === 0) return isTrue(actual);
    return wanted.some((value) => equals(actual, value));
  }
  return text(actual).toLowerCase() === text(wanted).toLowerCase();
}

/** An empty list of wanted values stands for "is true". */
function isTrue(value: Json): boolean {
  return text(value).toLowerCase() === "true";
}

/** Numbers where both sides are, else text. */
function ordered(
  actual: Json,
  wanted: Json,
  test: (a: number | string, b: number | string) => boolean,
): boolean {
  const [a, b] = [
    Number.parseFloat(text(actual)),
    Number.parseFloat(text(wanted)),
  ];
  if (Number.isFinite(a) && Number.isFinite(b)) return test(a, b);
  return test(text(actual), text(wanted));
}

function dated(
  actual: Json,
  wanted: Json,
  now: Date,
  test: (a: number, b: number) => boolean,
): boolean {
  const limit = dateInCondition(wanted, now);
  if (typeof actual !== "string" && typeof actual !== "number") return false;
  const date = new Date(actual);
  if (limit === undefined || Number.isNaN(date.valueOf())) return false;
  return test(date.valueOf(), limit.valueOf());
}

function versioned(
  actual: Json,
  wanted: Json,
  test: (order: number) => boolean,
): boolean {
  const [a, b] = [parseVersion(text(actual)), parseVersion(text(wanted))];
  return a !== undefined && b !== undefined && test(compareVersions(a, b));
}

function within(
  operator: Parameters<typeof versionRange>[0],
  actual: Json,
  wanted: Json,
): boolean {
  const version = parseVersion(text(actual));
  const range = versionRange(operator, text(wanted));
  if (version === undefined || range === undefined) return false;
  return compareVersions(version, range.lower) >= 0 &&
    compareVersions(version, range.upper) < 0;
}

/**
 * A pattern that does not compile matches nothing and excludes nothing. Like
 * the flags service, only one that looks around or back is allowed to backtrack.
 */
function pattern(value: Json): Pattern | undefined {
  const linear = linearPattern(text(value));
  if (linear !== undefined) return linear;
  try {
    const backtracking = new RegExp(text(value));
    return (subject) => backtracking.test(subject);
  } catch {
    return undefined;
  }
}

function text(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The flags service folds the case of ASCII letters only. */
function ascii(value: Json): string {
  return text(value).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function list(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value];
}
