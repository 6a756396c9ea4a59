/**
 * Simple expressions of HogQL: operators, by how they bind, and lambdas.
 *
 * @module
 */

import type { Expr } from "../ast.ts";
import {
  AtomParser,
  type InnerParser,
  isNotCall,
  numberOf,
  type ParseSelect,
} from "./atom.ts";
import { type Cursor, NotSimple } from "./cursor.ts";
import type { Token } from "./tokens.ts";

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

/** Whatever walks over the tree later does so by calling itself. */
const DEEPEST = 100;
const LONGEST_CHAIN = 300;

/** Reads expressions. */
export class ExpressionParser implements InnerParser {
  /** Reads sub-selects. */
  readonly select: ParseSelect;
  readonly #cursor: Cursor;
  readonly #atoms: AtomParser;

  /** Reads from a cursor, and sub-selects by a function. */
  constructor(cursor: Cursor, select: ParseSelect) {
    this.#cursor = cursor;
    this.select = select;
    this.#atoms = new AtomParser(cursor, this);
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
    if (!this.#cursor.isWord("NOT") || isNotCall(this.#cursor)) {
      return this.#comparison();
    }
    this.#cursor.take();
    const expr = this.#not();
    return { node: "Not", expr, ...this.#cursor.since(start) };
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
    let expr = this.#atoms.parse();
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
