/**
 * Names and values in ClickHouse's notation.
 *
 * @module
 */

import { HogQLError } from "./errors.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\0": "\\0",
  "\b": "\\b",
  "\f": "\\f",
};

/**
 * A string literal.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { stringLiteral } from "./literal.ts";
 *
 * assertEquals(stringLiteral("it's"), "'it\\'s'");
 * ```
 */
export function stringLiteral(value: string): string {
  // deno-lint-ignore no-control-regex
  return `'${value.replace(/[\\'\n\r\t\0\x08\f]/g, (c) => ESCAPES[c] ?? c)}'`;
}

/** A name, quoted where it has to be. */
export function identifier(name: string): string {
  if (name.includes("%")) {
    throw new HogQLError(
      `The HogQL identifier "${name}" is not permitted as it contains the "%" character`,
    );
  }
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !WORDS.has(name.toLowerCase())) {
    return name;
  }
  return `\`${
    name.replace(/[\\`\0]/g, (c) => c === "\0" ? "\\0" : `\\${c}`)
  }\``;
}

/** Words that ClickHouse reads as syntax where an expression may stand. */
const WORDS: ReadonlySet<string> = new Set(
  ("all and any array as asc between by case cast cross cube date desc distinct else end " +
    "except exists false final for format from full global group having if ilike in inf inner " +
    "intersect interval into is join left like limit nan not null offset on or order outer over " +
    "partition prewhere qualify range right rollup row rows sample select semi set settings " +
    "substring then ties timestamp to top totals trim true union update using values view when " +
    "where window with").split(" "),
);
