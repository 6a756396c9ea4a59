/**
 * How many rows a query may return.
 *
 * @module
 */

import type { Expr } from "../../hogql/mod.ts";
import type { Scope } from "./scope.ts";

/** Rows returned when a query does not say. */
export const DEFAULT_LIMIT = 100;
/** Most rows returned, whatever the query says. */
export const MAX_LIMIT = 50_000;

/** The limit of an outermost SELECT. */
export interface OuterLimit {
  /** Most rows that come, where it is a plain number. */
  readonly limit: number | null;
  /** Whether the query did not say. */
  readonly isDefault: boolean;
  /** SQL of the limit. */
  readonly sql: string;
}

/**
 * The limit of an outermost SELECT. By default one more row is asked for, so
 * that whoever runs the query can tell whether there are more.
 */
export function outerLimit(
  limit: Expr | null | undefined,
  more: boolean,
  scope: Scope,
): OuterLimit {
  if (!limit) {
    const rows = more ? DEFAULT_LIMIT + 1 : DEFAULT_LIMIT;
    return { limit: DEFAULT_LIMIT, isDefault: true, sql: String(rows) };
  }
  if (limit.node === "Constant" && limit.value !== null) {
    const wanted = Number(limit.value);
    if (Number.isFinite(wanted) && wanted > MAX_LIMIT) {
      scope.compilation.warnings.add(
        `LIMIT ${wanted} is more than PostHog returns: at most ${MAX_LIMIT} rows come`,
      );
    }
    const rows = Math.min(wanted, MAX_LIMIT);
    return {
      limit: Number.isInteger(rows) ? rows : null,
      isDefault: false,
      sql: String(rows),
    };
  }
  return {
    limit: null,
    isDefault: false,
    sql: `min2(${MAX_LIMIT}, ${scope.print(limit).sql})`,
  };
}
