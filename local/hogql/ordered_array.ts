/**
 * `groupArray(x ORDER BY y)`, which ClickHouse does not have.
 *
 * @module
 */

import type { Call } from "../../hogql/mod.ts";
import { HogQLError, placeOf } from "./errors.ts";
import type { CallSite } from "./functions/spec.ts";
import { type Printed, printed } from "./printed.ts";
import { arrayOf, UNKNOWN } from "./type.ts";

const ARRAYS: readonly string[] = ["groupArray", "array_agg"];

/**
 * Collects values together with what they are ordered by, sorts, and keeps the
 * values.
 *
 * @throws {HogQLError} For other aggregates, and for mixed directions
 */
export function printOrderedArray(call: Call, site: CallSite): Printed {
  const order = call.order_by ?? [];
  const [value] = site.args;
  if (!ARRAYS.includes(call.name) || value === undefined) {
    throw new HogQLError(
      `ORDER BY inside '${call.name}' is not supported. Use it inside groupArray, or order a sub-query`,
      placeOf(call),
    );
  }
  const directions = new Set(order.map((part) => part.order));
  if (directions.size > 1) {
    throw new HogQLError(
      "ORDER BY inside groupArray cannot mix ASC and DESC",
      placeOf(call),
    );
  }
  const keys = order.map((part) => site.scope.print(part.expr).sql);
  const sort = directions.has("DESC") ? "arrayReverseSort" : "arraySort";
  const kept = site.params.length === 0
    ? ""
    : `, 1, ${site.params.map(({ sql }) => sql).join()}`;
  const pairs = `groupArray(tuple(tuple(${keys.join(", ")}), ${value.sql}))`;
  const sorted = `arrayMap(p -> p.2, ${sort}(p -> p.1, ${pairs}))`;
  const sql = kept === "" ? sorted : `arraySlice(${sorted}${kept})`;
  return printed(sql, arrayOf(value.type ?? UNKNOWN));
}
