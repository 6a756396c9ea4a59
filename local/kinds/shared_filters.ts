/**
 * Filters that a whole query sets on every event.
 *
 * @module
 */

import { type KindContext, onEvents } from "./context.ts";
import type { Hogql } from "./hogql_text.ts";
import { filterCondition, type PropertyFilters } from "./property_filter.ts";

/** Filters that most query nodes have. */
export interface SharedFilters {
  /** Filters on every event. */
  readonly properties?: PropertyFilters | null | undefined;
  /** Leave out test accounts. */
  readonly filterTestAccounts?: boolean | null | undefined;
}

/** The part of the context that conditions need. */
export type FilterContext = Pick<
  KindContext,
  "now" | "entity" | "testAccountFilters"
>;

/**
 * The filters as conditions.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const now = Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]");
 * const context = { now, entity: () => undefined, testAccountFilters: [] };
 * assertEquals(sharedConditions({}, context), []);
 * ```
 */
export function sharedConditions(
  { properties, filterTestAccounts }: SharedFilters,
  context: FilterContext,
): Hogql[] {
  const scope = onEvents(context);
  return [
    ...(properties ? [filterCondition(properties, scope)] : []),
    ...(filterTestAccounts
      ? [filterCondition(context.testAccountFilters, scope)]
      : []),
  ];
}
