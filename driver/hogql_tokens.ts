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
    /(?<space>\s+|(?:--|\/\/)[^\n]*|\/\*[\s\S]*?(?:\*\/|$))/,
    /(?<string>'(?:[^'\\]|\\[\s\S]|'')*'?)/,
    /(?<quoted>`(?:[^`\\]|\\[\s\S]|``)*`?|"(?:[^"\\]|\\[\s\S]|"")*"?)/,
    /(?<number>\d[\w.]*)/,
    /(?<word>[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*)/,
    /(?<symbol>[\s\S])/,
  ].map((part) => part.source).join("|"),
  "gy",
);

/** Splits a text; spaces and comments are left out. */
export function tokenize(hogql: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  for (const match of hogql.matchAll(PATTERN)) {
    const kind = kindOf(match.groups ?? {});
    if (kind === undefined) continue;
    const [text] = match;
    const isOpening = kind === "symbol" && "([{".includes(text);
    const isClosing = kind === "symbol" && ")]}".includes(text);
    if (isClosing) depth = Math.max(0, depth - 1);
    tokens.push({
      kind,
      text: kind === "word" ? text.toUpperCase() : text,
      start: match.index,
      end: match.index + text.length,
      depth,
    });
    if (isOpening) depth++;
  }
  return tokens;
}

function kindOf(
  groups: Record<string, string | undefined>,
): Token["kind"] | undefined {
  if (groups["word"] !== undefined) return "word";
  if (groups["symbol"] !== undefined) return "symbol";
  if (groups["number"] !== undefined) return "number";
  if (groups["string"] !== undefined) return "string";
  return groups["quoted"] === undefined ? undefined : "quoted";
}
