/**
 * `{filters}`: the filters beside a query, as one condition inside it.
 *
 * @module
 */

import type { Expr, SelectQuery } from "../../hogql/mod.ts";
import type { HogQLContext, QueryFilters } from "./context.ts";
import { dateBound } from "./date_range.ts";
import { HogQLError } from "./errors.ts";
import { all, compare, fieldOf } from "./expression.ts";
import { propertyFilter } from "./property_filter.ts";

/** The time that a range of dates is about, by table. */
const TIME_FIELDS: ReadonlyMap<string, string> = new Map(Object.entries({
  events: "timestamp",
  sessions: "$start_timestamp",
  groups: "created_at",
  logs: "timestamp",
}));

/**
 * The condition `{filters}` stands for; true when there are no filters.
 *
 * @throws {HogQLError} When the SELECT around it reads no table with a time
 */
export function filtersCondition(
  filters: QueryFilters,
  select: SelectQuery | undefined,
  context: HogQLContext,
  expressions: ReadonlyMap<string, Expr>,
): Expr {
  const now = context.now?.() ?? new Date();
  const [table, field] = timeField(select);
  const conditions: Expr[] = [
    ...(filters.properties ?? []),
    ...(filters.filterTestAccounts ? context.testAccountFilters ?? [] : []),
  ].map((filter) => propertyFilter(filter, { table, now, expressions }));
  const to = dateBound(filters.dateRange, "date_to", context);
  const from = dateBound(filters.dateRange, "date_from", context);
  if (to !== undefined) {
    conditions.push(compare("<", fieldOf(table, field), to));
  }
  if (from !== undefined) {
    conditions.push(compare(">=", fieldOf(table, field), from));
  }
  return all(conditions);
}

function timeField(select: SelectQuery | undefined): readonly [string, string] {
  for (let join = select?.select_from; join; join = join.next_join) {
    if (join.table.node !== "Field") continue;
    const name = join.table.chain.join(".").replace(/^posthog\./, "");
    const field = TIME_FIELDS.get(name);
    if (field !== undefined) return [join.alias ?? name, field];
  }
  throw new HogQLError(
    "Cannot use 'filters' placeholder in a SELECT clause that does not select from the events, sessions, logs, traces or groups table.",
  );
}
