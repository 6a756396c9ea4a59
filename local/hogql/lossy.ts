/**
 * Words that the parser reads and then forgets, or reads as something else.
 *
 * @module
 */

import { HogQLError } from "./errors.ts";

interface Trap {
  /** How it looks, outside of strings and comments. */
  readonly pattern: RegExp;
  /** What a reader should know. */
  readonly message: string;
  /** Whether the answer would be wrong, rather than different. */
  readonly refuse?: boolean;
}

const TRAPS: readonly Trap[] = [
  {
    pattern: /\bfilter\s*\((?:[^()]|\([^()]*\))*\)\s*over\b/i,
    message:
      "FILTER (WHERE …) has no effect before OVER. Use the -If form, for example sumIf(a, b) OVER ()",
    refuse: true,
  },
  {
    pattern: /\bnatural\s+(?:\w+\s+)*join\b/i,
    message: "NATURAL JOIN is not supported. Use JOIN … USING (…)",
    refuse: true,
  },
  {
    pattern: /\bselect\s+distinct\s+on\s*\(/i,
    message:
      "DISTINCT ON is not supported. Use LIMIT 1 BY …, for example SELECT … ORDER BY timestamp LIMIT 1 BY distinct_id",
    refuse: true,
  },
  {
    pattern: /\bsample\s+\d+(?:\.\d+)?\s*%/i,
    message: "SAMPLE takes a fraction: write SAMPLE 0.1 instead of SAMPLE 10%",
    refuse: true,
  },
  {
    pattern: /\bwith\s+(?:totals|rollup|cube)\b/i,
    message:
      "WITH TOTALS, WITH ROLLUP and WITH CUBE after GROUP BY have no effect in HogQL",
  },
  {
    pattern: /\bnulls\s+first\b/i,
    message: "NULLS FIRST has no effect in HogQL: NULL comes last",
  },
  { pattern: /\bcollate\b/i, message: "COLLATE has no effect in HogQL" },
  {
    pattern: /\blimit\s+\d+\s*,\s*\d+/i,
    message:
      "LIMIT a, b means LIMIT a OFFSET b in HogQL: the reverse of MySQL and ClickHouse",
  },
  {
    pattern: /\blimit\s+\d+\s+limit\b/i,
    message: "Of several LIMITs the last one counts",
  },
  {
    pattern: /\bselect\s+all\s+[\w$"`]/i,
    message: "SELECT ALL selects a field called all in HogQL",
  },
  {
    pattern: /\b(?:from|join)\s+[\w.$"`]+\s+(?:format|global|paste)\b/i,
    message:
      "FORMAT, GLOBAL and PASTE are read as the name of a table in HogQL",
  },
  {
    pattern: /\bunion\b[\s\S]*\border\s+by\b(?![\s\S]*\))/i,
    message:
      "ORDER BY and LIMIT after a UNION belong to its last query. Put the UNION into a sub-query to order all of it",
  },
];

const TEXT_AND_COMMENTS =
  /'(?:[^'\\]|\\.|'')*'|--[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/**
 * What a reader of the answer should know about how the text was read.
 *
 * @throws {HogQLError} When the answer would be wrong
 */
export function lossyConstructs(text: string): string[] {
  const plain = text.replace(TEXT_AND_COMMENTS, " ");
  const found = TRAPS.filter(({ pattern }) => pattern.test(plain));
  const wrong = found.find(({ refuse }) => refuse);
  if (wrong !== undefined) throw new HogQLError(wrong.message);
  return found.map(({ message }) => message);
}
