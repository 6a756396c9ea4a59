/**
 * Names inside HogQL. A name cannot be a bound value, so this is the one
 * place where text from outside becomes part of a query.
 *
 * @module
 */

const PLAIN = /^[A-Za-z_$][\w$]*$/;

/**
 * A name as HogQL reads it: plain where it can be, else in backticks.
 *
 * @example
 * ```ts
 * import { quoteIdentifier } from "@posthog-driver/posthog-driver/driver";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(`properties.${quoteIdentifier("$browser")}`, "properties.$browser");
 * assertEquals(quoteIdentifier("my `own`"), "`my \\`own\\``");
 * ```
 */
export function quoteIdentifier(name: string): string {
  if (PLAIN.test(name)) return name;
  const escaped = name.replace(/[\\`]/g, (character) => `\\${character}`);
  return `\`${escaped}\``;
}
