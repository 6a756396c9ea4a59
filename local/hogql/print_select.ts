/**
 * Prints queries.
 *
 * @module
 */

import type {
  Expr,
  OrderExpr,
  Query,
  SelectQuery,
  SelectSetQuery,
} from "../../hogql/mod.ts";
import { HogQLError, placeOf } from "./errors.ts";
import { identifier } from "./literal.ts";
import { type OuterLimit, outerLimit } from "./limits.ts";
import { enterFrom } from "./print_from.ts";
import { printWindow } from "./print_window.ts";
import { type Printed, printed } from "./printed.ts";
import { type OutputColumn, type PrintedQuery, Scope } from "./scope.ts";
import { printSelectList } from "./select_list.ts";
import { narrowSessions } from "./session_range.ts";
import { common, UNKNOWN } from "./type.ts";

/** Where a query stands. */
export type Standing =
  /** Inside another: its limits are its own. */
  | "inner"
  /** The whole query: it gets a limit. */
  | "outermost"
  /** A branch of the whole query: each gets a limit. */
  | "branch";

/** A printed query, with the limit it got when it is outermost. */
export interface PrintedSelect extends PrintedQuery {
  /** The limit, for outermost queries. */
  readonly limit?: OuterLimit;
}

/**
 * Prints a query.
 *
 * @throws {HogQLError} When it cannot be run
 */
export function printQuery(
  query: Query,
  outer: Scope,
  standing: Standing = "inner",
): PrintedSelect {
  return query.node === "SelectQuery"
    ? printSelect(query, outer, standing)
    : printSet(query, outer, standing);
}

function printSet(
  set: SelectSetQuery,
  outer: Scope,
  standing: Standing,
): PrintedSelect {
  const scope = new Scope(outer.compilation, outer.printer, outer);
  // WITH in front of a UNION is read as part of its first query.
  enterCtes(firstSelect(set), scope);
  const inside = standing === "inner" ? "inner" : "branch";
  const first = printQuery(set.initial_select_query, scope, inside);
  const branches = set.subsequent_select_queries.map((branch) => ({
    operator: nativeOperator(branch.set_operator, set),
    query: printQuery(branch.select_query, scope, inside),
  }));
  for (const { query } of branches) {
    if (query.columns.length !== first.columns.length) {
      throw new HogQLError(
        `All queries of a UNION must have the same number of columns: found ${first.columns.length} and ${query.columns.length}`,
        placeOf(set),
      );
    }
  }
  let sql = branches.reduce(
    (text, { operator, query }) => `${text} ${operator} (${query.sql})`,
    `(${first.sql})`,
  );
  if (set.limit) {
    const offset = set.offset ? ` OFFSET ${scope.print(set.offset).sql}` : "";
    sql = `SELECT * FROM (${sql}) LIMIT ${scope.print(set.limit).sql}${offset}`;
  }
  const columns = first.columns.map((column, index): OutputColumn => ({
    name: column.name,
    type: common([
      column.type,
      ...branches.map(({ query }) => query.columns[index]?.type ?? UNKNOWN),
    ]),
  }));
  return { sql, columns };
}

function firstSelect(query: Query): SelectQuery {
  return query.node === "SelectQuery"
    ? query
    : firstSelect(query.initial_select_query);
}

function nativeOperator(operator: string, set: SelectSetQuery): string {
  if (operator.includes("BY NAME")) {
    throw new HogQLError(
      `${operator} is not supported in the 'clickhouse' dialect`,
      placeOf(set),
    );
  }
  return operator === "INTERSECT ALL" || operator === "EXCEPT ALL"
    ? operator.slice(0, -4)
    : operator;
}

function enterCtes(query: SelectQuery, scope: Scope): void {
  for (const cte of query.ctes ?? []) {
    // Each sees those before it, and not itself.
    const inside = new Scope(scope.compilation, scope.printer, scope.outer);
    for (const [name, binding] of scope.ctes) inside.ctes.set(name, binding);
    scope.ctes.set(cte.name, { cte, scope: inside });
  }
}

function printSelect(
  query: SelectQuery,
  outer: Scope,
  standing: Standing,
): PrintedSelect {
  refuseUnsupported(query);
  const scope = new Scope(outer.compilation, outer.printer, outer);
  enterCtes(query, scope);
  const from = query.select_from
    ? enterFrom(query.select_from, scope)
    : undefined;
  const arrayJoin = enterArrayJoin(query, scope);
  for (const name of Object.keys(query.window_exprs ?? {})) {
    scope.windows.add(name);
  }
  const list = printSelectList(query.select, scope);
  const clauses = [
    clause("PREWHERE", query.prewhere, scope),
    clause("WHERE", query.where, scope),
    groupBy(query, scope),
    clause("HAVING", query.having, scope),
    windows(query, scope),
    orderBy(query, scope),
    limitBy(query, scope),
  ];
  const limit = standing === "inner"
    ? undefined
    : outerLimit(query.limit, standing === "outermost", scope);
  if (limit?.isDefault && standing === "branch") {
    scope.compilation.warnings.add(
      `Each query of a UNION without a LIMIT of its own returns at most ${limit.limit} rows`,
    );
  }
  clauses.push(limits(query, limit, scope));
  narrowSessions(query.where, scope);
  const sql = [
    `SELECT ${query.distinct ? "DISTINCT " : ""}${list.items.join(", ")}`,
    ...(from === undefined ? [] : [`FROM ${from.print()}`]),
    arrayJoin(),
    ...clauses,
  ].filter((part) => part !== "").join(" ");
  const printedQuery = { sql, columns: list.columns };
  return limit === undefined ? printedQuery : { ...printedQuery, limit };
}

function refuseUnsupported(query: SelectQuery): void {
  if (query.qualify) {
    throw new HogQLError(
      "QUALIFY is not supported in the 'clickhouse' dialect",
      placeOf(query.qualify),
    );
  }
}

function clause(
  word: string,
  expr: Expr | null | undefined,
  scope: Scope,
): string {
  return expr ? `${word} ${scope.print(expr).sql}` : "";
}

/**
 * Takes the names of ARRAY JOIN into the scope. Its arrays may be aliases of
 * the select list, which may use its names: those are printed afterwards.
 */
function enterArrayJoin(query: SelectQuery, scope: Scope): () => string {
  if (!query.array_join_op) return () => "";
  const items = (query.array_join_list ?? []).map((item) => {
    if (item.node !== "Alias") {
      throw new HogQLError(
        "ARRAY JOIN arrays must have an alias",
        placeOf(item),
      );
    }
    const array = printIfKnown(item.expr, scope);
    const name = identifier(item.alias);
    scope.aliases.set(
      item.alias,
      printed(name, array?.type.item ?? UNKNOWN),
    );
    return () => `${(array ?? scope.print(item.expr)).sql} AS ${name}`;
  });
  const op = query.array_join_op.replace("INNER ", "");
  // Without a table there is still one row to join with.
  const from = query.select_from ? "" : "FROM system.one ";
  return () => `${from}${op} ${items.map((print) => print()).join(", ")}`;
}

function printIfKnown(expr: Expr, scope: Scope): Printed | undefined {
  try {
    return scope.print(expr);
  } catch (error) {
    if (error instanceof HogQLError) return undefined;
    throw error;
  }
}

function groupBy(query: SelectQuery, scope: Scope): string {
  if (query.group_by_mode === "all") return "GROUP BY ALL";
  const parts = (query.group_by ?? []).map((part) =>
    part.node === "GroupingSet"
      ? `(${part.exprs.map((expr) => scope.print(expr).sql).join(", ")})`
      : scope.print(part).sql
  );
  if (parts.length === 0) return "";
  const list = parts.join(", ");
  switch (query.group_by_mode) {
    case "rollup":
      return `GROUP BY ROLLUP(${list})`;
    case "cube":
      return `GROUP BY CUBE(${list})`;
    case "grouping_sets":
      return `GROUP BY GROUPING SETS (${list})`;
    default:
      return `GROUP BY ${list}`;
  }
}

function windows(query: SelectQuery, scope: Scope): string {
  const entries = Object.entries(query.window_exprs ?? {});
  if (entries.length === 0) return "";
  const list = entries.map(([name, window]) =>
    `${identifier(name)} AS (${printWindow(window, scope)})`
  );
  return `WINDOW ${list.join(", ")}`;
}

function orderBy(query: SelectQuery, scope: Scope): string {
  if (!query.order_by?.length) return "";
  const list = query.order_by.map((part) => printOrder(part, scope)).join(", ");
  const interpolate = query.interpolate?.length
    ? ` INTERPOLATE (${
      query.interpolate.map(({ expr, value }) => {
        const target = expr.node === "Field"
          ? identifier(String(expr.chain.at(-1)))
          : scope.print(expr).sql;
        return value ? `${target} AS ${scope.print(value).sql}` : target;
      }).join(", ")
    })`
    : "";
  return `ORDER BY ${list}${interpolate}`;
}

function printOrder(part: OrderExpr, scope: Scope): string {
  const fill = part.with_fill;
  if (
    part.expr.node === "Field" && /^all$/i.test(part.expr.chain.join()) &&
    !scope.aliases.has(part.expr.chain.join())
  ) {
    return `ALL ${part.order}`;
  }
  const words = [`${scope.print(part.expr).sql} ${part.order}`];
  if (fill) {
    words.push("WITH FILL");
    if (fill.from_value) words.push(`FROM ${scope.print(fill.from_value).sql}`);
    if (fill.to_value) words.push(`TO ${scope.print(fill.to_value).sql}`);
    if (fill.step_value) words.push(`STEP ${scope.print(fill.step_value).sql}`);
  }
  return words.join(" ");
}

function limitBy(query: SelectQuery, scope: Scope): string {
  const { limit_by: by } = query;
  if (!by) return "";
  const offset = by.offset_value
    ? ` OFFSET ${scope.print(by.offset_value).sql}`
    : "";
  const list = by.exprs.map((expr) => scope.print(expr).sql).join(", ");
  return `LIMIT ${scope.print(by.n).sql}${offset} BY ${list}`;
}

function limits(
  query: SelectQuery,
  outer: OuterLimit | undefined,
  scope: Scope,
): string {
  const own = query.limit ? scope.print(query.limit).sql : undefined;
  const limit = query.limit_percent === true && own !== undefined
    ? percent(own)
    : outer?.sql ?? own;
  const parts: string[] = [];
  if (limit !== undefined) {
    parts.push(`LIMIT ${limit}`);
    if (query.limit_with_ties) parts.push("WITH TIES");
  }
  if (query.offset) parts.push(`OFFSET ${scope.print(query.offset).sql}`);
  return parts.join(" ");
}

function percent(text: string): string {
  const value = Number(text) / 100;
  return Number.isFinite(value) ? String(value) : text;
}
