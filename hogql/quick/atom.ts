/**
 * What expressions are made of: literals, fields, calls and all in brackets.
 *
 * @module
 */

import type { Expr, Query } from "../ast.ts";
import { type Cursor, NotSimple } from "./cursor.ts";
import { windowOf } from "./order.ts";
import type { Token } from "./tokens.ts";

/** Parses a SELECT inside brackets; the brackets are taken already. */
export type ParseSelect = (cursor: Cursor) => Query;

/** How to parse what stands inside an atom. */
export interface InnerParser {
  /** An expression. */
  parse(): Expr;
  /** An expression that may have a name. */
  named(): Expr;
  /** A sub-select. */
  readonly select: ParseSelect;
}

const LITERALS: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

const UNITS: ReadonlyMap<string, string> = new Map(
  ["Second", "Minute", "Hour", "Day", "Week", "Month", "Quarter", "Year"]
    .map((unit) => [unit.toUpperCase(), `toInterval${unit}`]),
);

/** Reads atoms. */
export class AtomParser {
  readonly #cursor: Cursor;
  readonly #inner: InnerParser;

  /** Reads from a cursor, and what is inside an atom by another parser. */
  constructor(cursor: Cursor, inner: InnerParser) {
    this.#cursor = cursor;
    this.#inner = inner;
  }

  /** The atom that comes. */
  parse(): Expr {
    const cursor = this.#cursor;
    const start = cursor.peek();
    switch (start.kind) {
      case "number":
        cursor.take();
        return { ...numberOf(start.text), ...cursor.since(start) };
      case "text":
        cursor.take();
        return { node: "Constant", value: start.text, ...cursor.since(start) };
      case "sign":
        return this.#bracketed();
      default:
        return this.#named();
    }
  }

  #bracketed(): Expr {
    const cursor = this.#cursor;
    const start = cursor.peek();
    if (cursor.takeSign("[")) {
      const exprs = this.#list("]");
      return { node: "Array", exprs, ...cursor.since(start) };
    }
    if (cursor.takeSign("{")) return this.#placeholder(start);
    if (cursor.takeSign("*")) {
      return { node: "Field", chain: ["*"], ...cursor.since(start) };
    }
    cursor.expectSign("(");
    if (cursor.isWord("SELECT") || cursor.isWord("WITH")) {
      const query = this.#inner.select(cursor);
      cursor.expectSign(")");
      return query;
    }
    const exprs = this.#list(")");
    const [only] = exprs;
    if (only === undefined) throw new NotSimple();
    return exprs.length === 1
      ? only
      : { node: "Tuple", exprs, ...cursor.since(start) };
  }

  #placeholder(start: Token): Expr {
    const cursor = this.#cursor;
    const name = cursor.peek();
    if (name.kind !== "word") throw new NotSimple();
    const chain = [cursor.expectName()];
    while (cursor.takeSign(".")) {
      const isBound = cursor.isWord("FROM") || cursor.isWord("TO");
      chain.push(isBound ? cursor.take().text : cursor.expectName());
    }
    const expr: Expr = { node: "Field", chain, ...cursor.since(name) };
    cursor.expectSign("}");
    return { node: "Placeholder", expr, ...cursor.since(start) };
  }

  #named(): Expr {
    const cursor = this.#cursor;
    const start = cursor.peek();
    const literal = LITERALS.get(start.text.toLowerCase());
    if (start.kind === "word" && literal !== undefined) {
      cursor.take();
      return { node: "Constant", value: literal, ...cursor.since(start) };
    }
    if (cursor.isWord("INTERVAL") && cursor.peek(1).kind === "number") {
      cursor.take();
      return this.#interval(start);
    }
    if (cursor.takeWord("CASE")) return this.#case(start);
    if (isNotCall(cursor) || this.#isOperatorCall()) return this.#call();
    if (!cursor.isName()) throw new NotSimple();
    if (cursor.isSign("(", 1)) {
      if (cursor.isWord("COLUMNS")) throw new NotSimple();
      return this.#call();
    }
    const chain = [cursor.expectName()];
    while (cursor.isSign(".") && (cursor.isName(1) || cursor.isSign("*", 1))) {
      cursor.take();
      chain.push(cursor.take().text);
      if (chain.at(-1) === "*") break;
    }
    if (cursor.isSign("(")) throw new NotSimple();
    return { node: "Field", chain, ...cursor.since(start) };
  }

  /** Operators can be written as functions, where no operator can stand. */
  #isOperatorCall(): boolean {
    return this.#cursor.isSign("(", 1) &&
      ["AND", "OR", "IN", "LIKE", "ILIKE"].some((word) =>
        this.#cursor.isWord(word)
      );
  }

  /** `CASE …` after its first word. */
  #case(start: Token): Expr {
    const cursor = this.#cursor;
    const subject = cursor.isWord("WHEN") ? undefined : this.#inner.parse();
    const args = subject === undefined ? [] : [subject];
    let branches = 0;
    while (cursor.takeWord("WHEN")) {
      args.push(this.#inner.parse());
      cursor.expectWord("THEN");
      args.push(this.#inner.parse());
      branches += 1;
    }
    const hasElse = cursor.takeWord("ELSE");
    if (branches === 0 || subject !== undefined && !hasElse) {
      throw new NotSimple();
    }
    args.push(
      hasElse ? this.#inner.parse() : { node: "Constant", value: null },
    );
    cursor.expectWord("END");
    const name = subject !== undefined
      ? "_caseWithExpression"
      : branches === 1
      ? "if"
      : "multiIf";
    return { node: "Call", name, args, ...cursor.since(start) };
  }

  #interval(start: Token): Expr {
    const cursor = this.#cursor;
    const amount = cursor.expect("number");
    const name = UNITS.get(cursor.expect("word").text.toUpperCase());
    if (name === undefined) throw new NotSimple();
    const value: Expr = {
      ...numberOf(amount.text),
      start: amount.start,
      end: amount.end,
    };
    return { node: "Call", name, args: [value], ...cursor.since(start) };
  }

  #call(): Expr {
    const cursor = this.#cursor;
    const start = cursor.peek();
    const name = cursor.expect("word").text;
    cursor.expectSign("(");
    let distinct = cursor.takeWord("DISTINCT");
    let args = this.#list(")");
    let params: Expr[] | null = null;
    if (cursor.isSign("(")) {
      if (distinct) throw new NotSimple();
      cursor.take();
      params = args;
      distinct = cursor.takeWord("DISTINCT");
      args = this.#list(")");
    }
    if (cursor.isWord("FILTER") || cursor.isWord("WITHIN")) {
      throw new NotSimple();
    }
    if (cursor.takeWord("OVER")) {
      if (distinct) throw new NotSimple();
      const over = cursor.isSign("(")
        ? { over_expr: windowOf(cursor, () => this.#inner.parse()) }
        : { over_identifier: cursor.expectName() };
      return {
        node: "WindowFunction",
        name,
        exprs: params ?? args,
        args: params === null ? [] : args,
        ...over,
        ...cursor.since(start),
      };
    }
    return {
      node: "Call",
      name,
      params,
      args,
      distinct,
      filter_expr: null,
      order_by: null,
      ...cursor.since(start),
    };
  }

  /** Up to a closing sign, which is taken. */
  #list(close: string): Expr[] {
    const cursor = this.#cursor;
    const exprs: Expr[] = [];
    if (cursor.takeSign(close)) return exprs;
    do exprs.push(this.#inner.named()); while (cursor.takeSign(","));
    cursor.expectSign(close);
    return exprs;
  }
}

/** `NOT (a)` is a call of not(), and binds like one. */
export function isNotCall(cursor: Cursor): boolean {
  return cursor.isWord("NOT") && cursor.isSign("(", 1) &&
    !cursor.isWord("SELECT", 2);
}

/** Numbers that are no exact integers keep their text. */
export function numberOf(text: string): Extract<Expr, { node: "Constant" }> {
  const value = Number(text);
  if (text.includes(".")) {
    const size = Math.abs(value);
    if (size >= 1e15 || size < 1e-4 && size > 0 || text.length > 16) {
      throw new NotSimple();
    }
    const exact = Number.isInteger(value) ? value.toFixed(1) : String(value);
    return { node: "Constant", value: exact, value_type: "number" };
  }
  if (!Number.isSafeInteger(value) || String(value) !== text) {
    throw new NotSimple();
  }
  return { node: "Constant", value };
}
