/**
 * Regular expressions from outside. They run on the server's one thread, where
 * a pattern that tries every way to match, such as `^(a+)+$`, would stop it.
 *
 * @module
 */

import { RE2JS } from "re2js";

/** Whether a text has a match. */
export type Pattern = (text: string) => boolean;

/**
 * A pattern in RE2's syntax, ClickHouse's own, whose time grows with the text
 * and no faster; nothing when it is none, for example because it looks ahead.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(linearPattern("^a+$")?.("aaa"), true);
 * assertEquals(linearPattern("a(?=b)"), undefined);
 * ```
 */
export function linearPattern(text: string): Pattern | undefined {
  try {
    const compiled = RE2JS.compile(text);
    return (subject) => compiled.matcher(subject).find();
  } catch {
    return undefined;
  }
}
