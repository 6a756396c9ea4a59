/**
 * Simple queries of HogQL: one SELECT, or one inside another.
 *
 * @module
 */

import type { Expr, JoinExpr, Query, SelectQuery } from "../ast.ts";
import { Cursor, NotSimple } from "./cursor.ts";
import { ExpressionParser } from "./expression.ts";
import { ordering } from "./order.ts";
import { tokenize } from "./tokens.ts";

/**
 * Parses a text if it is simple; nothing where it is not, or is wrong: then
 * PostHog's parser decides. What is parsed is the same tree, a thousand times
 * sooner.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseQuick("SELECT event FROM events", "select")?.node, "SelectQuery");
 * assertEquals(parseQuick("SELECT 1 UNION ALL SELECT 2", "select"), undefined);
 * ```
 */
export function parseQuick(
  text: string,
  rule: "select" | "expr",
): Expr | Query | undefined {
  const tokens = tokenize(text);
  if (tokens === undefined) return undefined;
  const cursor = new Cursor(tokens);
  try {
    const tree = rule === "select"
      ? parseSelect(cursor)
      : new ExpressionParser(cursor, parseSelect).parse();
    return cursor.peek().kind === "end" ? tree : undefined;
  } catch (error) {
    if (error instanceof NotSimple || error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}

function parseSelect(cursor: Cursor): SelectQuery {
  const parser = new ExpressionParser(cursor, parseSelect);
  const start = cursor.peek();
  cursor.expectWord("SELECT");
  const distinct = cursor.takeWord("DISTINCT") ? true : null;
  const select = [column(cursor, parser)];
  while (cursor.takeSign(",")) select.push(column(cursor, parser));
  const from = cursor.takeWord("FROM") ? table(cursor) : null;
  const where = cursor.takeWord("WHERE") ? parser.parse() : null;
  const group = grouping(cursor, parser);
  const having = cursor.takeWord("HAVING") ? parser.parse() : null;
  const order = ordering(cursor, () => parser.parse());
  const limit = cursor.takeWord("LIMIT") ? parser.parse() : undefined;
  if (cursor.isSign(",")) throw new NotSimple();
  // PostHog's parser does not count the OFFSET as part of the query.
  const place = cursor.since(start);
  const offset = cursor.takeWord("OFFSET") ? parser.parse() : undefined;
  return {
    node: "SelectQuery",
    ctes: null,
    distinct,
    select,
    select_from: from,
    where,
    prewhere: null,
    having,
    qualify: null,
    group_by: group,
    ...(order === undefined ? {} : { order_by: order }),
    ...(limit === undefined ? {} : { limit }),
    ...(offset === undefined ? {} : { offset }),
    ...place,
  };
}

function column(cursor: Cursor, parser: ExpressionParser): Expr {
  const start = cursor.peek();
  const expr = parser.parse();
  if (!cursor.takeWord("AS")) return expr;
  // The alias would belong to the lambda's body.
  if (expr.node === "Lambda") throw new NotSimple();
  const alias = cursor.expectName();
  return { node: "Alias", alias, expr, ...cursor.since(start) };
}

function table(cursor: Cursor): JoinExpr {
  const start = cursor.peek();
  const parser = new ExpressionParser(cursor, parseSelect);
  if (!cursor.isName() && !cursor.isSign("(") && !cursor.isSign("{")) {
    throw new NotSimple();
  }
  const of = parser.parse();
  if (!["Field", "SelectQuery", "Placeholder"].includes(of.node)) {
    throw new NotSimple();
  }
  const isNamed = cursor.takeWord("AS") || cursor.isPlainName();
  const alias = isNamed ? cursor.expectName() : null;
  return {
    node: "JoinExpr",
    table: of,
    alias,
    ...(alias === null ? {} : { column_aliases: null }),
    table_final: null,
    sample: null,
    next_join: null,
    ...cursor.since(start),
  };
}

function grouping(cursor: Cursor, parser: ExpressionParser): Expr[] | null {
  if (!cursor.takeWord("GROUP")) return null;
  cursor.expectWord("BY");
  const exprs = [parser.parse()];
  while (cursor.takeSign(",")) exprs.push(parser.parse());
  return exprs;
}
