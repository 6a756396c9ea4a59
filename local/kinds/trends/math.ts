/**
 * Ways to count the events of a series.
 *
 * @module
 */

import {
  type Hogql,
  hogql,
  identifier,
  keyword,
  userHogql,
} from "../hogql_text.ts";
import type { Interval } from "../interval.ts";
import { QueryKindError } from "../kind_error.ts";
import { propertyOf } from "../property_filter.ts";
import type { SeriesNode } from "../series.ts";

/** How a series turns events into numbers. */
export type Counting =
  /** An aggregate over the events of a bucket. */
  | { readonly kind: "aggregate"; readonly aggregate: Hogql }
  /** People active in a bucket or the days before it. */
  | { readonly kind: "rolling"; readonly days: number }
  /** People whose first event of all falls into the bucket. */
  | { readonly kind: "first"; readonly filtersFirst: boolean }
  /** Over the people of a bucket, of how often each did it. */
  | { readonly kind: "per_person"; readonly aggregate: Hogql };

/** Aggregates of a property, by `math`. */
const OF_PROPERTY: ReadonlyMap<string, string> = new Map([
  ["sum", "sum"],
  ["avg", "avg"],
  ["min", "min"],
  ["max", "max"],
  ["median", "quantile(0.5)"],
  ["p75", "quantile(0.75)"],
  ["p90", "quantile(0.9)"],
  ["p95", "quantile(0.95)"],
  ["p99", "quantile(0.99)"],
]);

/** Days a rolling count looks back. */
const ROLLING: ReadonlyMap<string, number> = new Map([
  ["weekly_active", 7],
  ["monthly_active", 30],
]);

const PER_PERSON = /^(min|max|avg|median|p75|p90|p95|p99)_count_per_actor$/;

/**
 * How a series counts (PostHog, `math` of a series).
 *
 * @throws {QueryKindError} For a `math` that PostHog does not have
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const node = { kind: "EventsNode" as const, math: "weekly_active" };
 * assertEquals(countingOf(node, "day"), { kind: "rolling", days: 7 });
 * assertEquals(countingOf(node, "week").kind, "aggregate");
 * ```
 */
export function countingOf(node: SeriesNode, interval: Interval): Counting {
  const math = node.math ?? "total";
  const days = ROLLING.get(math);
  if (days !== undefined && interval !== "week" && interval !== "month") {
    return { kind: "rolling", days };
  }
  if (math === "first_time_for_user") {
    return { kind: "first", filtersFirst: false };
  }
  if (math === "first_matching_event_for_user") {
    return { kind: "first", filtersFirst: true };
  }
  const [, perPerson] = PER_PERSON.exec(math) ?? [];
  if (perPerson !== undefined) {
    const aggregate = keyword(OF_PROPERTY.get(perPerson) ?? perPerson);
    return { kind: "per_person", aggregate: hogql`${aggregate}(times)` };
  }
  return { kind: "aggregate", aggregate: aggregateOf(node, math) };
}

function aggregateOf(node: SeriesNode, math: string): Hogql {
  switch (math) {
    case "total":
      return hogql`count()`;
    case "dau":
    case "weekly_active":
    case "monthly_active":
      return hogql`count(DISTINCT person_id)`;
    case "unique_session":
      return hogql`count(DISTINCT $session_id)`;
    case "unique_group": {
      const group = identifier(`$group_${node.math_group_type_index ?? 0}`);
      return hogql`count(DISTINCT nullIf(${group}, ''))`;
    }
    case "hogql":
      return userHogql(node.math_hogql ?? "count()");
    default:
      return aggregateOfProperty(node, math);
  }
}

function aggregateOfProperty(node: SeriesNode, math: string): Hogql {
  const aggregate = OF_PROPERTY.get(math);
  if (aggregate === undefined) {
    throw new QueryKindError(
      `Cannot count by the math ${JSON.stringify(math)}: expected total, ` +
        "dau, weekly_active, monthly_active, unique_session, unique_group, " +
        `hogql, ${[...OF_PROPERTY.keys()].join(", ")}`,
      { attr: "series" },
    );
  }
  if (!node.math_property) {
    throw new QueryKindError(
      `Cannot compute ${math} of a series without math_property`,
      { attr: "series" },
    );
  }
  if (node.math_property === "$session_duration") {
    return hogql`${keyword(aggregate)}(session.$session_duration)`;
  }
  const property = propertyOf({
    key: node.math_property,
    type: node.math_property_type === "person_properties" ? "person" : "event",
  }, { table: "events" });
  return hogql`${keyword(aggregate)}(toFloat(${property}))`;
}
