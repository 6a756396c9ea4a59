/**
 * Simple expressions of HogQL.
 *
 * @module
 */

import type { Expr, Query } from "../ast.ts";
import { type Cursor, NotSimple } from "./cursor.ts";
import { windowOf } from "./order.ts";
import type { Token } from "./tokens.ts";

/** Parses a SELECT inside brackets; the brackets are taken already. */
export type ParseSelect = (cursor: Cursor) => Query;

const COMPARISONS: ReadonlyMap<string, string> = new Map([
  ["=", "=="],
  ["==", "=="],
  ["!=", "!="],
  ["<>", "!="],
  ["<", "<"],
  ["<=", "<="],
  [">", ">"],
  [">=", ">="],
  ["=~", "=~"],
  ["!~", "!~"],
  ["=~*", "=~*"],
  ["!~*", "!~*"],
]);

const UNITS: ReadonlyMap<string, string> = new Map(
  ["Second", "Minute", "Hour", "Day", "Week", "Month", "Quarter", "Year"]
    .map((unit) => [unit.toUpperCase(), `toInterval${unit}`]),
);

/** Whatever walks over the tree later does so by calling itself. */
const DEEPEST = 100;
const LONGEST_CHAIN = 300;

/** Reads expressions. */
export class ExpressionParser {
  readonly #cursor: Cursor;
  readonly #select: ParseSelect;

  /** Reads from a cursor, and sub-selects by a function. */
  constructor(cursor: Cursor, select: ParseSelect) {
    this.#cursor = cursor;
    this.#select = select;
  }

  /** An expression of any kind, lambdas too. */
  parse(): Expr {
    this.#cursor.depth += 1;
    if (this.#cursor.depth > DEEPEST) throw new NotSimple();
    const expr = this.#any();
    this.#cursor.depth -= 1;
    return expr;
  }

  #any(): Expr {
    const cursor = this.#cursor;
    if (cursor.isName() && cursor.isSign("->", 1)) {
      const start = cursor.peek();
      const args = [cursor.expectName()];
      cursor.expectSign("->");
      return this.#lambda(args, start);
    }
    if (cursor.isSign("(")) {
      const args = this.#lambdaNames();
      if (args !== undefined) return args;
    }
    return this.#or();
  }

  /** `(a, b) -> …`, if that is what comes. */
  #lambdaNames(): Expr | undefined {
    const cursor = this.#cursor;
    let ahead = 1;
    while (cursor.isName(ahead) && cursor.isSign(",", ahead + 1)) ahead += 2;
    const isLambda = cursor.isName(ahead) && cursor.isSign(")", ahead + 1) &&
      cursor.isSign("->", ahead + 2);
    if (!isLambda) return undefined;
    const start = cursor.take();
    const args = [cursor.expectName()];
    while (cursor.takeSign(",")) args.push(cursor.expectName());
    cursor.expectSign(")");
    cursor.expectSign("->");
    return this.#lambda(args, start);
  }

  #lambda(args: readonly string[], start: Token): Expr {
    const expr = this.parse();
    return { node: "Lambda", args, expr, ...this.#cursor.since(start) };
  }

  #or(): Expr {
    return this.#junction("Or", "OR", () => this.#and());
  }

  #and(): Expr {
    return this.#junction("And", "AND", () => this.#not());
  }

  #junction(node: "And" | "Or", word: string, part: () => Expr): Expr {
    const cursor = this.#cursor;
    const start = cursor.peek();
    const first = part();
    if (!cursor.isWord(word)) return first;
    const exprs = [first];
    while (cursor.takeWord(word)) exprs.push(part());
    return { node, exprs, ...cursor.since(start) };
  }

  #not(): Expr {
    const start = this.#cursor.peek();
    if (!this.#cursor.isWord("NOT") || this.#isNotCall()) {
      return this.#comparison();
    }
    this.#cursor.take();
    const expr = this.#not();
    return { node: "Not", expr, ...this.#cursor.since(start) };
  }

  /** `NOT (a)` is a call of not(), and binds like one. */
  #isNotCall(): boolean {
    const cursor = this.#cursor;
    return cursor.isWord("NOT") && cursor.isSign("(", 1) &&
      !cursor.isWord("SELECT", 2);
  }

  #comparison(): Expr {
    const cursor = this.#cursor;
    const start = cursor.peek();
    const left = this.#sum();
    if (cursor.takeWord("IS")) {
      const op = cursor.takeWord("NOT") ? "!=" : "==";
      cursor.expectWord("NULL");
      const right: Expr = { node: "Constant", value: null };
      const more = { is_null_comparison_style: true };
      return this.#compared(start, { left, op, right, ...more });
    }
    const between = this.#between(left, start);
    if (between !== undefined) return between;
    const op = this.#operator();
    if (op === undefined) return left;
    return this.#compared(start, { left, op, right: this.#sum() });
  }

  /** `a [NOT] BETWEEN b AND c`, if that is what comes. */
  #between(expr: Expr, start: Token): Expr | undefined {
    const cursor = this.#cursor;
    const negated = cursor.isWord("NOT");
    if (!cursor.isWord("BETWEEN", negated ? 1 : 0)) return undefined;
    if (negated) cursor.take();
    cursor.take();
    const low = this.#sum();
    cursor.expectWord("AND");
    const high = this.#sum();
    this.#refuseAnother();
    return {
      node: "BetweenExpr",
      expr,
      low,
      high,
      negated,
      ...cursor.since(start),
    };
  }

  #compared(
    start: Token,
    parts: { readonly left: Expr; readonly op: string; readonly right: Expr },
  ): Expr {
    this.#refuseAnother();
    return {
      node: "CompareOperation",
      ...parts,
      ...this.#cursor.since(start),
    };
  }

  /** Two comparisons in a row need the real parser's opinion. */
  #refuseAnother(): void {
    const cursor = this.#cursor;
    const { kind, text } = cursor.peek();
    const isAnother = kind === "sign" && COMPARISONS.has(text) ||
      ["IS", "IN", "LIKE", "ILIKE", "BETWEEN", "NOT"].some((word) =>
        cursor.isWord(word)
      );
    if (isAnother) throw new NotSimple();
  }

  #operator(): string | undefined {
    const cursor = this.#cursor;
    const { kind, text } = cursor.peek();
    const sign = kind === "sign" ? COMPARISONS.get(text) : undefined;
    if (sign !== undefined) {
      cursor.take();
      return sign;
    }
    const isNegated = cursor.isWord("NOT");
    const not = isNegated ? "not " : "";
    const ahead = isNegated ? 1 : 0;
    for (const word of ["IN", "LIKE", "ILIKE"]) {
      if (!cursor.isWord(word, ahead)) continue;
      if (isNegated) cursor.take();
      cursor.take();
      const isCohort = word === "IN" && cursor.takeWord("COHORT");
      return `${not}${word.toLowerCase()}${isCohort ? " cohort" : ""}`;
    }
    if (isNegated) throw new NotSimple();
    return undefined;
  }

  #sum(): Expr {
    const cursor = this.#cursor;
    const start = cursor.peek();
    const first = this.#arithmetic(["+", "-"], () => this.#product());
    if (!cursor.isSign("||")) return first;
    const args = [first];
    while (cursor.takeSign("||")) args.push(this.#product());
    // Sums beside ||, and concat() in it, need the real parser's opinion.
    const isSum = first.node === "ArithmeticOperation" &&
      ["+", "-"].includes(first.op);
    const isNested = args.some((arg) =>
      arg.node === "Call" && arg.name === "concat"
    );
    if (isSum || isNested || cursor.isSign("+") || cursor.isSign("-")) {
      throw new NotSimple();
    }
    return { node: "Call", name: "concat", args, ...cursor.since(start) };
  }

  #product(): Expr {
    return this.#arithmetic(["*", "/", "%"], () => this.#unary());
  }

  #arithmetic(signs: readonly string[], part: () => Expr): Expr {
    const cursor = this.#cursor;
    const start = cursor.peek();
    let left = part();
    for (let length = 1;; length += 1) {
      if (length > LONGEST_CHAIN) throw new NotSimple();
      const op = signs.find((sign) => cursor.isSign(sign));
      if (op === undefined) return left;
      cursor.take();
      const right = part();
      left = {
        node: "ArithmeticOperation",
        op: op as "+" | "-" | "*" | "/" | "%",
        left,
        right,
        ...cursor.since(start),
      };
    }
  }

  #unary(): Expr {
    const cursor = this.#cursor;
    const start = cursor.peek();
    if (!cursor.isSign("-")) return this.#postfix();
    if (cursor.peek(1).kind !== "number") throw new NotSimple();
    cursor.take();
    const { text } = cursor.take();
    if (cursor.isSign("[") || cursor.isSign(".")) throw new NotSimple();
    return { ...numberOf(`-${text}`), ...cursor.since(start) };
  }

  #postfix(): Expr {
    const cursor = this.#cursor;
    const start = cursor.peek();
    let expr = this.#atom();
    for (let length = 1;; length += 1) {
      if (length > LONGEST_CHAIN) throw new NotSimple();
      if (cursor.takeSign("[")) {
        const property = this.parse();
        cursor.expectSign("]");
        expr = {
          node: "ArrayAccess",
          array: expr,
          property,
          ...cursor.since(start),
        };
      } else if (cursor.isSign(".") && this.#isKeyOf(expr)) {
        cursor.take();
        expr = {
          node: "ArrayAccess",
          array: expr,
          property: { node: "Constant", value: cursor.take().text },
          ...cursor.since(start),
        };
      } else if (cursor.isSign(".")) {
        cursor.take();
        const { text } = cursor.expect("number");
        if (text.includes(".")) throw new NotSimple();
        expr = {
          node: "TupleAccess",
          tuple: expr,
          index: Number(text),
          ...cursor.since(start),
        };
      } else return expr;
    }
  }

  /** A name after an element is a key of it. */
  #isKeyOf(expr: Expr): boolean {
    const isElement = expr.node === "ArrayAccess" ||
      expr.node === "TupleAccess";
    return isElement && this.#cursor.peek(1).kind === "word" &&
      this.#cursor.isName(1);
  }

  #atom(): Expr {
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
      const query = this.#select(cursor);
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
    if (this.#isNotCall() || this.#isOperatorCall()) return this.#call();
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
    const subject = cursor.isWord("WHEN") ? undefined : this.parse();
    const args = subject === undefined ? [] : [subject];
    let branches = 0;
    while (cursor.takeWord("WHEN")) {
      args.push(this.parse());
      cursor.expectWord("THEN");
      args.push(this.parse());
      branches += 1;
    }
    const hasElse = cursor.takeWord("ELSE");
    if (branches === 0 || subject !== undefined && !hasElse) {
      throw new NotSimple();
    }
    args.push(hasElse ? this.parse() : { node: "Constant", value: null });
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
        ? { over_expr: windowOf(cursor, () => this.parse()) }
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
    do exprs.push(this.named()); while (cursor.takeSign(","));
    cursor.expectSign(close);
    return exprs;
  }

  /** An expression that may have a name: `expr AS name`. */
  named(): Expr {
    const cursor = this.#cursor;
    const start = cursor.peek();
    const expr = this.parse();
    return cursor.isWord("AS") ? this.alias(expr, start) : expr;
  }

  /** Gives an expression the name that comes. */
  alias(expr: Expr, start: Token): Expr {
    const cursor = this.#cursor;
    // The name would belong to the lambda's body.
    if (expr.node === "Lambda") throw new NotSimple();
    const isText = cursor.takeWord("AS") && cursor.peek().kind === "text";
    const alias = isText ? cursor.expectAlias("text") : cursor.expectAlias();
    return { node: "Alias", alias, expr, ...cursor.since(start) };
  }
}

const LITERALS: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/** Numbers that are no exact integers keep their text. */
function numberOf(text: string): Extract<Expr, { node: "Constant" }> {
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
