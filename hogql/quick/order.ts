/**
 * What comes in an order: ORDER BY, and windows.
 *
 * @module
 */

import type { Expr, OrderExpr, WindowExpr } from "../ast.ts";
import type { Cursor } from "./cursor.ts";

/** Parses one expression. */
export type ParseExpr = () => Expr;

/** `ORDER BY a DESC, b`, if that is what comes. */
export function ordering(
  cursor: Cursor,
  parse: ParseExpr,
): OrderExpr[] | undefined {
  if (!cursor.takeWord("ORDER")) return undefined;
  cursor.expectWord("BY");
  const terms: OrderExpr[] = [];
  do {
    const start = cursor.peek();
    const expr = parse();
    const isDescending = cursor.takeWord("DESC");
    if (!isDescending) cursor.takeWord("ASC");
    terms.push({
      node: "OrderExpr",
      expr,
      order: isDescending ? "DESC" : "ASC",
      ...cursor.since(start),
    });
  } while (cursor.takeSign(","));
  return terms;
}

/** `(PARTITION BY a ORDER BY b)`, what follows OVER; no frames. */
export function windowOf(cursor: Cursor, parse: ParseExpr): WindowExpr {
  cursor.expectSign("(");
  const start = cursor.peek();
  const partition_by = partition(cursor, parse);
  const order_by = ordering(cursor, parse) ?? null;
  const place = cursor.since(start);
  cursor.expectSign(")");
  return {
    node: "WindowExpr",
    partition_by,
    order_by,
    frame_start: null,
    frame_end: null,
    ...place,
  };
}

function partition(cursor: Cursor, parse: ParseExpr): Expr[] | null {
  if (!cursor.takeWord("PARTITION")) return null;
  cursor.expectWord("BY");
  const exprs = [parse()];
  while (cursor.takeSign(",")) exprs.push(parse());
  return exprs;
}
