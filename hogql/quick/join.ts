/**
 * What follows FROM: tables and simple joins.
 *
 * @module
 */

import type { Expr, JoinExpr } from "../ast.ts";
import { type Cursor, NotSimple } from "./cursor.ts";
import type { ExpressionParser } from "./expression.ts";

/** Whatever walks over the tree later goes into each table from the last. */
const MOST_TABLES = 100;

const SIDES: readonly string[] = ["INNER", "LEFT", "RIGHT", "FULL", "CROSS"];

/** A table, and those joined to it. */
export function tables(cursor: Cursor, parser: ExpressionParser): JoinExpr {
  return chain(cursor, parser, {}, MOST_TABLES);
}

/** Each table holds the next. */
function chain(
  cursor: Cursor,
  parser: ExpressionParser,
  join: { readonly join_type?: string },
  most: number,
): JoinExpr {
  if (most === 0) throw new NotSimple();
  const { place, ...table } = tableOf(cursor, parser);
  const constraint = join.join_type === undefined
    ? undefined
    : constraintOf(cursor, parser);
  const next = joinType(cursor);
  return {
    node: "JoinExpr",
    ...table,
    ...join,
    ...(constraint === undefined ? {} : { constraint }),
    table_final: null,
    sample: null,
    next_join: next === undefined
      ? null
      : chain(cursor, parser, { join_type: next }, most - 1),
    ...place,
  };
}

function tableOf(cursor: Cursor, parser: ExpressionParser) {
  const start = cursor.peek();
  const isPlain = cursor.isPlainName();
  const isBracketed = cursor.isSign("(");
  const expr = parser.parse();
  const call = isPlain ? functionOf(expr) : undefined;
  const isTable = isBracketed
    ? expr.node === "SelectQuery" || expr.node === "SelectSetQuery"
    : expr.node === "Field" || expr.node === "Placeholder";
  if (call === undefined && !isTable) throw new NotSimple();
  // PostHog's parser does not count the name as part of a function.
  const place = cursor.since(start);
  const isNamed = cursor.takeWord("AS") || cursor.isPlainName();
  const alias = isNamed ? cursor.expectAlias() : null;
  return {
    ...(call ?? { table: expr }),
    alias,
    ...(alias === null ? {} : { column_aliases: null }),
    place: call === undefined ? cursor.since(start) : place,
  };
}

/** `numbers(10)`: a table with arguments. */
function functionOf(
  expr: Expr,
): Pick<JoinExpr, "table" | "table_args"> | undefined {
  if (expr.node !== "Call" || expr.params === undefined) return undefined;
  if (expr.params !== null || expr.distinct) throw new NotSimple();
  return {
    table: { node: "Field", chain: [expr.name] },
    table_args: expr.args,
  };
}

/** `LEFT OUTER JOIN` and the like, if that is what comes. */
function joinType(cursor: Cursor): string | undefined {
  if (cursor.takeSign(",")) return "CROSS JOIN";
  if (cursor.takeWord("JOIN")) return "JOIN";
  const side = SIDES.find((word) => cursor.isWord(word));
  if (side === undefined || cursor.isWord("ARRAY", 1)) return undefined;
  cursor.take();
  const outer = cursor.takeWord("OUTER") ? "OUTER " : "";
  cursor.expectWord("JOIN");
  return `${side} ${outer}JOIN`;
}

function constraintOf(
  cursor: Cursor,
  parser: ExpressionParser,
): JoinExpr["constraint"] | undefined {
  const start = cursor.peek();
  if (cursor.takeWord("ON")) {
    const expr = parser.parse();
    const place = cursor.since(start);
    return { node: "JoinConstraint", constraint_type: "ON", expr, ...place };
  }
  if (!cursor.takeWord("USING")) return undefined;
  const expr = cursor.isSign("(") ? keys(cursor) : key(cursor);
  const place = cursor.since(start);
  return { node: "JoinConstraint", constraint_type: "USING", expr, ...place };
}

function keys(cursor: Cursor): Expr {
  cursor.expectSign("(");
  const exprs = [key(cursor)];
  while (cursor.takeSign(",")) exprs.push(key(cursor));
  cursor.expectSign(")");
  const [only] = exprs;
  return exprs.length === 1 && only !== undefined
    ? only
    : { node: "Tuple", exprs };
}

function key(cursor: Cursor): Expr {
  const start = cursor.peek();
  const chain = [cursor.expectName()];
  return { node: "Field", chain, ...cursor.since(start) };
}
