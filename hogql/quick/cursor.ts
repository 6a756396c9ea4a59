/**
 * A place among tokens.
 *
 * @module
 */

import type { Located } from "../ast.ts";
import type { Token, TokenKind } from "./tokens.ts";

/** Thrown where the text is more than simple; the real parser takes over. */
export class NotSimple extends Error {
  /** The name of this class. */
  override readonly name = "NotSimple";
}

/**
 * Words with a meaning in HogQL's grammar. Where one of them stands and has
 * not been asked for, the text is not simple.
 */
const KEYWORDS: ReadonlySet<string> = new Set(
  ("ALL AND ANTI ANY ARRAY AS ASCENDING ASC ASOF BETWEEN BOTH BY CASE CAST COHORT COLLATE CROSS CUBE " +
    "CURRENT DATE DAY DESC DESCENDING DISTINCT ELSE END EXCEPT EXCLUDE EXTRACT FALSE FILL FILTER FINAL FIRST FN " +
    "FOLLOWING FOR FROM FULL FUN GROUP GROUPING HAVING HOUR ID IF ILIKE IN INF INFINITY INNER INTERPOLATE INTERSECT " +
    "INTERVAL INTO IS JOIN KEY LAMBDA LAST LATERAL LEADING LEFT LET LIKE LIMIT MATERIALIZED MINUTE MONTH NAN NATURAL " +
    "NOT NULL NULLS OFFSET ON OR ORDER OUTER OVER PARTITION PIVOT POSITIONAL PRECEDING PREWHERE QUALIFY QUARTER RANGE " +
    "RECURSIVE REPLACE RETURN RIGHT ROLLUP ROW ROWS SAMPLE SECOND SELECT SEMI SETS SETTINGS STEP SUBSTRING THEN " +
    "THROW TIES TIMESTAMP TO TOP TOTALS TRAILING TRIM TRUE TRUNCATE TRY TRY_CAST UNBOUNDED UNION UNPIVOT USING " +
    "VALUES WEEK WHEN WHERE WHILE WINDOW WITH WITHIN YEAR YYYY EXCLUDE IGNORE ZONE AT")
    .split(" "),
);

/** Keywords that are plain names wherever a value or an alias is expected. */
const NAMES: ReadonlySet<string> = new Set(
  ("ANY CURRENT DATE DAY FIRST HOUR ID IF INTERVAL KEY LAST LEFT MINUTE MONTH QUARTER RANGE REPLACE RIGHT ROW SECOND STEP " +
    "SUBSTRING TIMESTAMP TOP TRIM VALUES WEEK YEAR ZONE").split(" "),
);

/** Names that the real parser refuses to give. */
const RESERVED: ReadonlySet<string> = new Set([
  "true",
  "false",
  "null",
  "team_id",
]);

/** Walks over tokens. */
export class Cursor {
  /** How many expressions are open, one inside the other. */
  depth = 0;
  readonly #tokens: readonly Token[];
  #next = 0;

  /** Begins at the first token; the last must be the end. */
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The token that comes next, or one after it. */
  peek(ahead = 0): Token {
    const token =
      this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw new NotSimple();
    return token;
  }

  /** Takes the next token. */
  take(): Token {
    const token = this.peek();
    this.#next += 1;
    return token;
  }

  /** The token that was taken last. */
  get last(): Token {
    const token = this.#tokens[this.#next - 1];
    if (token === undefined) throw new NotSimple();
    return token;
  }

  /** Whether the next token is a sign, or one after it. */
  isSign(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "sign" && token.text === text;
  }

  /** Whether the next token is a word of the grammar, in any case. */
  isWord(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "word" && token.text.toUpperCase() === text;
  }

  /** Takes a sign if it is next. */
  takeSign(text: string): boolean {
    const isNext = this.isSign(text);
    if (isNext) this.#next += 1;
    return isNext;
  }

  /** Takes a word of the grammar if it is next. */
  takeWord(text: string): boolean {
    const isNext = this.isWord(text);
    if (isNext) this.#next += 1;
    return isNext;
  }

  /** Takes a sign, which must be next. */
  expectSign(text: string): Token {
    if (!this.takeSign(text)) throw new NotSimple();
    return this.last;
  }

  /** Takes a word of the grammar, which must be next. */
  expectWord(text: string): void {
    if (!this.takeWord(text)) throw new NotSimple();
  }

  /** Whether the next token is a name. */
  isName(ahead = 0): boolean {
    const { kind, text } = this.peek(ahead);
    if (kind === "quoted") return true;
    const upper = text.toUpperCase();
    return kind === "word" && (!KEYWORDS.has(upper) || NAMES.has(upper));
  }

  /** Whether the next token is a name and no word of the grammar at all. */
  isPlainName(): boolean {
    const { kind, text } = this.peek();
    return kind === "quoted" ||
      kind === "word" && !KEYWORDS.has(text.toUpperCase());
  }

  /** Takes a name, which must be next. */
  expectName(): string {
    if (!this.isName()) throw new NotSimple();
    return this.take().text;
  }

  /** Takes a name that may be given to something, which must be next. */
  expectAlias(kind: "name" | "text" = "name"): string {
    const name = kind === "text" ? this.expect("text").text : this.expectName();
    if (RESERVED.has(name.toLowerCase())) throw new NotSimple();
    return name;
  }

  /** Takes a token of a kind, which must be next. */
  expect(kind: TokenKind): Token {
    if (this.peek().kind !== kind) throw new NotSimple();
    return this.take();
  }

  /** From a token to the one taken last. */
  since({ start }: Token): Required<Located> {
    return { start, end: this.last.end };
  }
}
