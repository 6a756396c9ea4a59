/**
 * Simple queries of HogQL: SELECT with its CTEs and joins, and sets of them.
 *
 * @module
 */

import type { CTE, Expr, Query, SelectQuery, WindowExpr } from "../ast.ts";
import { Cursor, NotSimple } from "./cursor.ts";
import { ExpressionParser } from "./expression.ts";
import { tables } from "./join.ts";
import { ordering, windowOf } from "./order.ts";
import { tokenize } from "./tokens.ts";

/**
 * Parses a text if it is simple; nothing where it is not, or is wrong: then
 * PostHog's parser decides. What is parsed is the same tree, a hundred times
 * sooner.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseQuick("SELECT event FROM events", "select")?.node, "SelectQuery");
 * assertEquals(parseQuick("SELECT a FROM t FINAL", "select"), undefined);
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
      ? parseQuery(cursor)
      : new ExpressionParser(cursor, parseQuery).parse();
    return cursor.peek().kind === "end" ? tree : undefined;
  } catch (error) {
    if (error instanceof NotSimple || error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}

/** One SELECT, or several between UNION and the like. */
function parseQuery(cursor: Cursor): Query {
  const start = cursor.peek();
  const isBracketed = cursor.isSign("(");
  const first = member(cursor);
  const others: { select_query: Query; set_operator: string }[] = [];
  for (
    let operator = setOperator(cursor);
    operator !== undefined;
    operator = setOperator(cursor)
  ) {
    const node = { node: "SelectSetNode", set_operator: operator };
    others.push({ ...node, select_query: member(cursor) });
  }
  if (others.length === 0) {
    if (isBracketed) throw new NotSimple();
    return first;
  }
  // Where the last OFFSET ends is the real parser's to say.
  if (others.some(({ select_query }) => select_query.offset)) {
    throw new NotSimple();
  }
  return {
    node: "SelectSetQuery",
    initial_select_query: first,
    subsequent_select_queries: others,
    ...cursor.since(start),
  };
}

function member(cursor: Cursor): SelectQuery {
  if (!cursor.takeSign("(")) return parseSelect(cursor);
  const query = parseSelect(cursor);
  cursor.expectSign(")");
  return query;
}

function setOperator(cursor: Cursor): string | undefined {
  if (cursor.takeWord("UNION")) {
    if (cursor.takeWord("ALL")) return "UNION ALL";
    cursor.takeWord("DISTINCT");
    return "UNION DISTINCT";
  }
  for (const word of ["INTERSECT", "EXCEPT"]) {
    if (!cursor.takeWord(word)) continue;
    if (cursor.isWord("ALL") || cursor.isWord("DISTINCT")) {
      throw new NotSimple();
    }
    return word;
  }
  return undefined;
}

function parseSelect(cursor: Cursor): SelectQuery {
  const parser = new ExpressionParser(cursor, parseQuery);
  const start = cursor.peek();
  const ctes = cursor.takeWord("WITH") ? commonTables(cursor, parser) : null;
  cursor.expectWord("SELECT");
  const distinct = cursor.takeWord("DISTINCT") ? true : null;
  const select = [column(cursor, parser)];
  while (cursor.takeSign(",")) select.push(column(cursor, parser));
  const from = cursor.takeWord("FROM") ? tables(cursor, parser) : null;
  const arrays = arrayJoin(cursor, parser);
  const where = cursor.takeWord("WHERE") ? parser.parse() : null;
  const group = grouping(cursor, parser);
  const having = cursor.takeWord("HAVING") ? parser.parse() : null;
  const named = windows(cursor, parser);
  const order = ordering(cursor, () => parser.parse());
  const by = limitBy(cursor, parser);
  const limit = by.limit ??
    (cursor.takeWord("LIMIT") ? parser.parse() : undefined);
  if (cursor.isSign(",")) throw new NotSimple();
  // PostHog's parser does not count the OFFSET as part of the query.
  const place = cursor.since(start);
  const offset = cursor.takeWord("OFFSET") ? parser.parse() : undefined;
  return {
    node: "SelectQuery",
    ctes,
    distinct,
    select,
    select_from: from,
    where,
    prewhere: null,
    having,
    qualify: null,
    ...group,
    ...arrays,
    ...(named === undefined ? {} : { window_exprs: named }),
    ...(order === undefined ? {} : { order_by: order }),
    ...(by.limit_by === undefined ? {} : { limit_by: by.limit_by }),
    ...(limit === undefined ? {} : { limit }),
    ...(offset === undefined ? {} : { offset }),
    ...place,
  };
}

/** What follows WITH: `name AS (SELECT …)` and `expression AS name`. */
function commonTables(cursor: Cursor, parser: ExpressionParser): CTE[] {
  const ctes: CTE[] = [];
  do {
    const start = cursor.peek();
    const isQuery = cursor.isName() && cursor.isWord("AS", 1) &&
      cursor.isSign("(", 2);
    if (isQuery) {
      const name = cursor.expectAlias();
      cursor.take();
      cursor.take();
      const expr = parseQuery(cursor);
      cursor.expectSign(")");
      ctes.push({
        node: "CTE",
        name,
        expr,
        cte_type: "subquery",
        columns: null,
        materialized: null,
        using_key: null,
        ...cursor.since(start),
      });
    } else {
      const expr = parser.parse();
      cursor.expectWord("AS");
      const name = cursor.expectAlias();
      const place = cursor.since(start);
      ctes.push({ node: "CTE", name, expr, cte_type: "column", ...place });
    }
  } while (cursor.takeSign(","));
  return ctes;
}

function column(cursor: Cursor, parser: ExpressionParser): Expr {
  const start = cursor.peek();
  const expr = parser.parse();
  return cursor.isWord("AS") || cursor.isPlainName()
    ? parser.alias(expr, start)
    : expr;
}

/** `WINDOW w AS (…)`, if that is what comes. */
function windows(
  cursor: Cursor,
  parser: ExpressionParser,
): Record<string, WindowExpr> | undefined {
  if (!cursor.takeWord("WINDOW")) return undefined;
  const named: [string, WindowExpr][] = [];
  do {
    const name = cursor.expectName();
    cursor.expectWord("AS");
    named.push([name, windowOf(cursor, () => parser.parse())]);
  } while (cursor.takeSign(","));
  return Object.fromEntries(named);
}

/** `LEFT ARRAY JOIN a AS b`, if that is what comes. */
function arrayJoin(
  cursor: Cursor,
  parser: ExpressionParser,
): Pick<SelectQuery, "array_join_op" | "array_join_list"> {
  const side = ["LEFT", "INNER"].find((word) => cursor.takeWord(word));
  if (!cursor.takeWord("ARRAY")) {
    if (side !== undefined) throw new NotSimple();
    return {};
  }
  cursor.expectWord("JOIN");
  const list: Expr[] = [];
  do {
    const start = cursor.peek();
    const expr = parser.parse();
    if (!cursor.isWord("AS")) throw new NotSimple();
    list.push(parser.alias(expr, start));
  } while (cursor.takeSign(","));
  const op = side === undefined ? "ARRAY JOIN" : `${side} ARRAY JOIN`;
  return { array_join_op: op, array_join_list: list };
}

function grouping(
  cursor: Cursor,
  parser: ExpressionParser,
): Pick<SelectQuery, "group_by" | "group_by_mode"> {
  if (!cursor.takeWord("GROUP")) return { group_by: null };
  cursor.expectWord("BY");
  if (cursor.takeWord("ALL")) return { group_by: null, group_by_mode: "all" };
  const exprs = [parser.parse()];
  while (cursor.takeSign(",")) exprs.push(parser.parse());
  return { group_by: exprs };
}

/** `LIMIT 1 BY a`, or the limit that it turned out to be. */
function limitBy(
  cursor: Cursor,
  parser: ExpressionParser,
): Pick<SelectQuery, "limit" | "limit_by"> {
  const start = cursor.peek();
  if (!cursor.takeWord("LIMIT")) return {};
  const n = parser.parse();
  if (!cursor.takeWord("BY")) return { limit: n };
  const exprs = [parser.parse()];
  while (cursor.takeSign(",")) exprs.push(parser.parse());
  const by = { node: "LimitByExpr", n, exprs, offset_value: null };
  return { limit_by: { ...by, ...cursor.since(start) } };
}
