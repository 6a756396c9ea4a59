/**
 * Sums and products, and what times become by them.
 *
 * @module
 */

import { type Printed, printed } from "./printed.ts";
import type { HogQLType, Kind } from "./type.ts";
import { refuseTextArithmetic } from "./wrong_type.ts";

/** The operations, by ClickHouse's names. */
export type Operation = "plus" | "minus" | "multiply" | "divide" | "modulo";

/** Prints one operation with two sides. */
export function printArithmetic(
  name: Operation,
  left: Printed,
  right: Printed,
): Printed {
  refuseTextArithmetic(name, [left, right]);
  return printed(
    `${name}(${left.sql}, ${right.sql})`,
    resultType(name, left.type, right.type),
  );
}

function resultType(
  name: Operation,
  left: HogQLType,
  right: HogQLType,
): HogQLType {
  return {
    kind: resultKind(name, left.kind, right.kind),
    nullable: left.nullable || right.nullable,
  };
}

function resultKind(name: Operation, left: Kind, right: Kind): Kind {
  if (left === "Interval" && right === "Interval") return "Interval";
  if (right === "Interval") return left;
  if (left === "Interval") return right;
  if (left === "DateTime" || left === "Date") {
    return right === "Integer" || right === "Float" ? left : "Decimal";
  }
  if (right === "DateTime" || right === "Date") return right;
  if (name === "divide") return "Float";
  if (left === "Integer" && right === "Integer") return "Integer";
  if (left === "Unknown" || right === "Unknown") return "Unknown";
  return left === "Decimal" && right === "Decimal" ? "Decimal" : "Float";
}
