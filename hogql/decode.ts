/**
 * From the parser's JSON to a syntax tree.
 *
 * @module
 */

import type { Expr, Query } from "./ast.ts";
import { HogQLSyntaxError } from "./errors.ts";

/** The parser quotes the whole text up to the failure; a reader needs its end. */
const QUOTED_TEXT_LIMIT = 120;

/**
 * Decodes what the parser returned. Integers beyond 2^53 and numbers with a
 * point keep the digits they were written with.
 *
 * @throws {HogQLSyntaxError} When the parser reports an error
 */
export function decode(json: string): Expr | Query {
  const decoded: unknown = JSON.parse(json, exactNumbers);
  if (isFailure(decoded)) {
    throw new HogQLSyntaxError(shorten(decoded.message), {
      start: decoded.start.offset,
      end: decoded.end.offset,
    });
  }
  return decoded as Expr | Query;
}

interface Failure {
  readonly error: true;
  readonly message: string;
  readonly start: { readonly offset: number };
  readonly end: { readonly offset: number };
}

function isFailure(value: unknown): value is Failure {
  return typeof value === "object" && value !== null && "error" in value &&
    value.error === true;
}

function exactNumbers(
  key: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown {
  if (key === "value" && typeof value === "number") {
    const source = context?.source ?? String(value);
    if (/^-?\d{1,15}$/.test(source)) return value;
    // The parser writes 0.1 with 17 digits.
    return new Written(Number.isInteger(value) ? source : String(value));
  }
  if (isConstant(value) && value.value instanceof Written) {
    return { ...value, value: value.value.digits, value_type: "number" };
  }
  return value;
}

/** A number that must keep its digits until its node is reached. */
class Written {
  readonly digits: string;
  constructor(digits: string) {
    this.digits = digits;
  }
}

function isConstant(
  value: unknown,
): value is { readonly node: "Constant"; readonly value: unknown } {
  return typeof value === "object" && value !== null && "node" in value &&
    value.node === "Constant";
}

function shorten(message: string): string {
  const quoted = /^(no viable alternative at input ')([\s\S]*)'$/.exec(message);
  const text = quoted?.[2];
  if (text === undefined || text.length <= QUOTED_TEXT_LIMIT) return message;
  return `${quoted?.[1]}…${text.slice(-QUOTED_TEXT_LIMIT)}'`;
}
