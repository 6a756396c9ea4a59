/**
 * Elements of arrays and tuples, and properties in brackets.
 *
 * @module
 */

import type {
  ArrayAccess,
  ArraySlice,
  Expr,
  Field,
  TupleAccess,
} from "../../hogql/mod.ts";
import { HogQLError, placeOf } from "./errors.ts";
import { type Printed, printed } from "./printed.ts";
import { access } from "./resolve_field.ts";
import type { Scope } from "./scope.ts";
import { nullable, UNKNOWN } from "./type.ts";

/**
 * Prints `array[i]`; a constant key of JSON is one more step of a property.
 *
 * @throws {HogQLError} For index 0
 */
export function printArrayAccess(expr: ArrayAccess, scope: Scope): Printed {
  const array = scope.print(expr.array);
  const key = expr.property.node === "Constant"
    ? expr.property.value
    : undefined;
  if (key === 0) {
    throw new HogQLError(
      "SQL indexes start from one, not from zero. E.g: array[1]",
      placeOf(expr),
    );
  }
  const isJson = array.type.json !== undefined;
  if (isJson && expr.array.node === "Field" && typeof key === "string") {
    return scope.print({ ...expr.array, chain: [...expr.array.chain, key] });
  }
  if (isJson && (typeof key === "string" || typeof key === "number")) {
    return access(array, [key], scope, anonymous(expr));
  }
  const item = array.type.item ?? UNKNOWN;
  const index = scope.print(expr.property);
  return printed(
    `${array.sql}[${index.sql}]`,
    array.type.kind === "Map" ? nullable(item) : item,
  );
}

/** Prints `array[start:end]`. */
export function printSlice(expr: ArraySlice, scope: Scope): Printed {
  const array = scope.print(expr.array);
  const start = expr.start_expr ? scope.print(expr.start_expr).sql : "1";
  if (!expr.end_expr) {
    return printed(`arraySlice(${array.sql}, ${start})`, array.type);
  }
  const end = scope.print(expr.end_expr).sql;
  const length = `plus(minus(${end}, ${start}), 1)`;
  return printed(`arraySlice(${array.sql}, ${start}, ${length})`, array.type);
}

/**
 * Prints `tuple.1`.
 *
 * @throws {HogQLError} For index 0
 */
export function printTupleAccess(expr: TupleAccess, scope: Scope): Printed {
  if (expr.index === 0) {
    throw new HogQLError(
      "SQL indexes start from one, not from zero. E.g: array.1",
      placeOf(expr),
    );
  }
  const tuple = scope.print(expr.tuple);
  if (tuple.type.json !== undefined) {
    return access(tuple, [expr.index], scope, anonymous(expr));
  }
  const type = tuple.type.items?.[expr.index - 1] ?? UNKNOWN;
  return printed(`tupleElement(${tuple.sql}, ${expr.index})`, type);
}

function anonymous(expr: Expr): Field {
  return {
    node: "Field",
    chain: [],
    start: expr.start ?? null,
    end: expr.end ?? null,
  };
}
