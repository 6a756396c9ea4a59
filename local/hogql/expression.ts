/**
 * Small pieces of syntax tree, for what is not written as text.
 *
 * @module
 */

import type { Constant, Expr, Field } from "../../hogql/mod.ts";

/**
 * A piece of syntax tree that stands for itself where a value may stand. A
 * class, so that no JSON from outside can pass for one.
 */
export class Piece {
  /** What stands there. */
  readonly expr: Expr;

  /** Keeps it. */
  constructor(expr: Expr) {
    this.expr = expr;
  }
}

/** A field. */
export function fieldOf(...chain: readonly (string | number)[]): Field {
  return { node: "Field", chain: chain.filter((part) => part !== "") };
}

/** A literal. */
export function constant(value: string | number | boolean | null): Constant {
  return typeof value === "number" && !Number.isSafeInteger(value)
    ? { node: "Constant", value: String(value), value_type: "number" }
    : { node: "Constant", value };
}

/** A comparison. */
export function compare(op: string, left: Expr, right: Expr): Expr {
  return { node: "CompareOperation", op, left, right };
}

/** A call. */
export function callOf(name: string, ...args: readonly Expr[]): Expr {
  return { node: "Call", name, args };
}

/** True when all are; true when there are none. */
export function all(exprs: readonly Expr[]): Expr {
  const [first] = exprs;
  if (first === undefined) return constant(true);
  return exprs.length === 1 ? first : { node: "And", exprs };
}

/** True when one is; true when there are none. */
export function any(exprs: readonly Expr[]): Expr {
  const [first] = exprs;
  if (first === undefined) return constant(true);
  return exprs.length === 1 ? first : { node: "Or", exprs };
}

/**
 * A value from JSON: scalars become literals, lists become arrays.
 */
export function valueOf(value: unknown): Expr {
  if (value instanceof Piece) return value.expr;
  if (Array.isArray(value)) {
    return { node: "Array", exprs: value.map(valueOf) };
  }
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
      return constant(value);
    case "bigint":
      return { node: "Constant", value: String(value), value_type: "number" };
    default:
      return constant(
        value === null || value === undefined ? null : JSON.stringify(value),
      );
  }
}
