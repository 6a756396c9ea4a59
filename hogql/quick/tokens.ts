/**
 * The words and signs of simple HogQL.
 *
 * @module
 */

import type { Position } from "../ast.ts";

/** What a token is. */
export type TokenKind = "word" | "quoted" | "number" | "text" | "sign" | "end";

/** One word or sign. */
export interface Token {
  /** What it is. */
  readonly kind: TokenKind;
  /** A word as written, the inside of quotes, or the sign. */
  readonly text: string;
  /** First character. */
  readonly start: Position;
  /** Just after the last character. */
  readonly end: Position;
}

const PATTERN =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?\*\/)|(?<word>[A-Za-z_$][\w$]*)|(?<number>\d+(?:\.\d+)?(?![\w.$]))|'(?<text>(?:[^'\\]|''|\\['\\nt])*)'(?!')|`(?<quoted>[^`\\]+)`(?!`)|"(?<double>[^"\\]+)"(?!")|(?<sign>(?!\/\*)(?:->|<=|>=|!=|<>|==|\|\||[=!]~\*?|[-+*/%=<>()[\]{},.]))/gy;

/** Longer texts are read where reading can be stopped. */
const MOST_TOKENS = 100_000;

/**
 * Cuts a text into tokens; nothing where it has something that is not simple:
 * unusual escapes, characters beyond Unicode's basic plane.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(tokenize("a >= 'b'")?.map(({ text }) => text), ["a", ">=", "b", ""]);
 * assertEquals(tokenize("a ? b : c"), undefined);
 * ```
 */
export function tokenize(text: string): Token[] | undefined {
  if (/[\ud800-\udfff\r\0]/.test(text)) return undefined;
  const tokens: Token[] = [];
  let line = 1;
  let lineStart = 0;
  const at = (offset: number): Position => ({
    line,
    column: offset - lineStart,
    offset,
  });
  let last = 0;
  for (const match of text.matchAll(PATTERN)) {
    const [whole] = match;
    const start = at(match.index);
    last = match.index + whole.length;
    for (let index = match.index; index < last; index += 1) {
      if (text[index] !== "\n") continue;
      line += 1;
      lineStart = index + 1;
    }
    const { space, ...kinds } = match.groups ?? {};
    if (space !== undefined) continue;
    if (tokens.length === MOST_TOKENS) return undefined;
    for (const [name, kind] of KINDS) {
      const value = kinds[name];
      if (value === undefined) continue;
      const inside = kind === "text" ? unescape(value) : value;
      tokens.push({ kind, text: inside, start, end: at(last) });
    }
  }
  if (last !== text.length) return undefined;
  tokens.push({ kind: "end", text: "", start: at(last), end: at(last) });
  return tokens;
}

const KINDS: readonly (readonly [group: string, kind: TokenKind])[] = [
  ["word", "word"],
  ["quoted", "quoted"],
  ["double", "quoted"],
  ["number", "number"],
  ["text", "text"],
  ["sign", "sign"],
];

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t" };

function unescape(text: string): string {
  return text.replaceAll(
    /''|\\(.)/g,
    (pair, escaped?: string) =>
      escaped === undefined ? pair.slice(1) : ESCAPES[escaped] ?? escaped,
  );
}
