/**
 * What comes in an order: ORDER BY, and windows.
 *
 * @module
 */

import type { Expr, OrderExpr, WindowExpr, WindowFrameExpr } from "../ast.ts";
import { type Cursor, NotSimple } from "./cursor.ts";

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

/** `(PARTITION BY a ORDER BY b ROWS …)`, what follows OVER. */
export function windowOf(cursor: Cursor, parse: ParseExpr): WindowExpr {
  cursor.expectSign("(");
  const start = cursor.peek();
  const partition_by = partition(cursor, parse);
  const order_by = ordering(cursor, parse) ?? null;
  const frame = frameOf(cursor);
  const place = cursor.since(start);
  cursor.expectSign(")");
  return { node: "WindowExpr", partition_by, order_by, ...frame, ...place };
}

type Frame = Pick<WindowExpr, "frame_method" | "frame_start" | "frame_end">;

function frameOf(cursor: Cursor): Frame {
  const frame_method = cursor.takeWord("ROWS")
    ? "ROWS"
    : cursor.takeWord("RANGE")
    ? "RANGE"
    : undefined;
  if (frame_method === undefined) return { frame_start: null, frame_end: null };
  if (!cursor.takeWord("BETWEEN")) {
    return { frame_method, frame_start: edge(cursor), frame_end: null };
  }
  const frame_start = edge(cursor);
  cursor.expectWord("AND");
  return { frame_method, frame_start, frame_end: edge(cursor) };
}

/** `CURRENT ROW`, `UNBOUNDED PRECEDING`, `3 FOLLOWING`. */
function edge(cursor: Cursor): WindowFrameExpr {
  const start = cursor.peek();
  if (cursor.takeWord("CURRENT")) {
    cursor.expectWord("ROW");
    return {
      node: "WindowFrameExpr",
      frame_type: "CURRENT ROW",
      ...cursor.since(start),
    };
  }
  const frame_value = cursor.takeWord("UNBOUNDED")
    ? null
    : Number(cursor.expect("number").text);
  if (frame_value !== null && !Number.isSafeInteger(frame_value)) {
    throw new NotSimple();
  }
  const frame_type = cursor.takeWord("PRECEDING") ? "PRECEDING" : "FOLLOWING";
  if (frame_type === "FOLLOWING") cursor.expectWord("FOLLOWING");
  return {
    node: "WindowFrameExpr",
    frame_type,
    frame_value,
    ...cursor.since(start),
  };
}

function partition(cursor: Cursor, parse: ParseExpr): Expr[] | null {
  if (!cursor.takeWord("PARTITION")) return null;
  cursor.expectWord("BY");
  const exprs = [parse()];
  while (cursor.takeSign(",")) exprs.push(parse());
  return exprs;
}
