/**
 * Property filters that compare dates.
 *
 * @module
 */

import { dateInCondition } from "../flags/mod.ts";
import { type Hogql, hogql, keyword } from "./hogql_text.ts";
import { QueryKindError } from "./kind_error.ts";

const SIGNS: Readonly<Record<string, string>> = {
  is_date_before: "<",
  is_date_after: ">",
};

/** The operators that compare dates. */
export const DATE_OPERATORS: readonly string[] = [
  ...Object.keys(SIGNS),
  "is_date_exact",
];

/**
 * The condition of `is_date_before`, `is_date_after` or `is_date_exact` (the
 * same day); `undefined` for other operators.
 *
 * @throws {QueryKindError} For a value that is no date
 *
 * @example
 * ```ts
 * import { bind, hogql } from "./hogql_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const now = new Date("2026-11-20T12:00:00Z");
 * const condition = dateOperator("is_date_after", "-1d", hogql`created_at`, now);
 * assertEquals(condition && bind(condition), {
 *   query: "toDateTime(created_at) > toDateTime({v0})",
 *   values: { v0: "2026-11-19T12:00:00.000Z" },
 * });
 * ```
 */
export function dateOperator(
  operator: string,
  value: unknown,
  property: Hogql,
  now: Date,
): Hogql | undefined {
  if (!DATE_OPERATORS.includes(operator)) return undefined;
  const date = dateInCondition(value, now);
  if (date === undefined) {
    throw new QueryKindError(
      `Cannot compare with the date ${JSON.stringify(value)}: ` +
        'expected ISO 8601 or a distance back like "-7d"',
      { code: "invalid_property_filter", attr: "properties" },
    );
  }
  const wanted = hogql`toDateTime(${date.toISOString()})`;
  if (operator === "is_date_exact") {
    return hogql`toDate(toDateTime(${property})) = toDate(${wanted})`;
  }
  const sign = keyword(SIGNS[operator] ?? "=");
  return hogql`toDateTime(${property}) ${sign} ${wanted}`;
}
