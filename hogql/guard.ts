/**
 * How dangerous a text is for the parser, judged without parsing it.
 *
 * The grammar backtracks: time grows with the nesting of calls rather than
 * with length alone, and long chains of one operator overflow the stack.
 *
 * @module
 */

/** Longest text that is parsed at all, in UTF-16 units. */
export const MAX_QUERY_LENGTH = 1_000_000;

/** Where a text may be parsed. */
export type Risk = "plain" | "nested" | "risky";

/** Texts longer than this take long enough to be felt. */
const LONG = 1_500;
const SHORT = 600;

/**
 * `plain` is fit for an instance that has seen other texts, `nested` wants a
 * fresh one, `risky` must run where it can be stopped.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { assess } from "./guard.ts";
 *
 * assertEquals(assess("SELECT count() FROM events"), "plain");
 * assertEquals(assess("SELECT a(b(c(d(e(1)))))"), "nested");
 * assertEquals(assess("SELECT " + "(".repeat(50)), "risky");
 * ```
 */
export function assess(text: string): Risk {
  if (text.length > LONG) return "risky";
  const { depth, run, prefixes } = measure(text);
  if (depth > 12 || run > 24 || prefixes > 24) return "risky";
  if (depth <= 4 && prefixes <= 8) return "plain";
  return depth <= 7 && text.length <= SHORT ? "nested" : "risky";
}

interface Shape {
  /** Deepest nesting of brackets of any kind. */
  readonly depth: number;
  /** Longest unbroken run of dots or brackets after one name. */
  readonly run: number;
  /** Words and signs that nest to the right. */
  readonly prefixes: number;
}

const TOKENS =
  /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|--[^\n]*|\/\*[\s\S]*?\*\/|\bnot\b|\bcase\b|->|[?:(){}\[\].,\-\s]|\w+/giu;

function measure(text: string): Shape {
  let depth = 0;
  let deepest = 0;
  let dots = 0;
  let run = 0;
  let prefixes = 0;
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === "(" || token === "[" || token === "{") {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (token === ")" || token === "]" || token === "}") depth -= 1;
    else if (token === ".") run = Math.max(run, ++dots);
    else if (token === ",") dots = 0;
    else if (/^(?:not|case|->|\?|-)$/i.test(token)) prefixes += 1;
  }
  return { depth: deepest, run, prefixes };
}
