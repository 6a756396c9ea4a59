/**
 * HogQL text as tokens: enough to find clauses at the top of a query without
 * being fooled by strings, comments and brackets. It is no parser.
 *
 * @module
 */

/** A piece of HogQL. */
export interface Token {
  /** What it is; a `quoted` name is in backticks or double quotes. */
  readonly kind: "word" | "number" | "string" | "quoted" | "symbol";
  /** As written; words in upper case. */
  readonly text: string;
  /** Where it starts. */
  readonly start: number;
  /** Where it ends (exclusive). */
  readonly end: number;
  /** How many brackets are open around it. */
  readonly depth: number;
}

const PATTERN = new RegExp(
  [
    /\s+|(?:--|\/\/)[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/,
    /(?<string>'(?:[^'\\]|\\[\s\S]|'')*'?)/,
    /(?<quoted>`(?:[^`\\]|\\[\s\S]|``)*`?|"(?:[^"\\]|\\[\s\S]|"")*"?)/,
    /(?<number>\d[\w.]*)/,
    /(?<word>[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*)/,
    /(?<symbol>[\s\S])/,
  ].map((part) => part.source).join("|"),
  "gy",
);

/** The groups of the pattern that are tokens. */
const KINDS = ["word", "symbol", "number", "string", "quoted"] as const;

/** Splits a text; spaces and comments are left out. */
export function tokenize(hogql: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  for (const { 0: text, index, groups } of hogql.matchAll(PATTERN)) {
    const kind = KINDS.find((kind) => groups?.[kind] !== undefined);
    if (!kind) continue;
    if (")]}".includes(text)) depth = Math.max(0, depth - 1);
    tokens.push({
      kind,
      text: kind === "word" ? text.toUpperCase() : text,
      start: index,
      end: index + text.length,
      depth,
    });
    if ("([{".includes(text)) depth++;
  }
  return tokens;
}
