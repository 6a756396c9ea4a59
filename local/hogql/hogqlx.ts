/**
 * Tags and objects in results: tuples that PostHog's screens know how to show.
 *
 * @module
 */

import type { Dict, Expr, HogQLXTag } from "../../hogql/mod.ts";
import { HogQLError, placeOf } from "./errors.ts";
import { stringLiteral } from "./literal.ts";
import { type Printed, printed } from "./printed.ts";
import type { Scope } from "./scope.ts";
import { UNKNOWN } from "./type.ts";

const TAGS: ReadonlySet<string> = new Set(
  ("div p span pre code em strong b i u h1 h2 h3 h4 h5 h6 ul ol li table thead tbody tr th td " +
    "blockquote hr a blink marquee redacted Sparkline RecordingButton").split(
      " ",
    ),
);

/**
 * Prints a tag.
 *
 * @throws {HogQLError} When results cannot show such a tag
 */
export function printTag(tag: HogQLXTag, scope: Scope): Printed {
  if (!TAGS.has(tag.kind)) {
    throw new HogQLError(`Unsupported HogQLX tag: <${tag.kind}>`, placeOf(tag));
  }
  const parts = [stringLiteral("__hx_tag"), stringLiteral(tag.kind)];
  for (const { name, value } of tag.attributes) {
    parts.push(stringLiteral(name), attribute(value, scope));
  }
  return printed(`tuple(${parts.join(", ")})`, UNKNOWN);
}

function attribute(value: Expr | readonly Expr[], scope: Scope): string {
  if (!isList(value)) return scope.print(value).sql;
  // Children differ in type, which an array could not hold.
  const children = value.map((child) => scope.print(child).sql);
  return children.length === 0 ? "[]" : `tuple(${children.join(", ")})`;
}

function isList(value: Expr | readonly Expr[]): value is readonly Expr[] {
  return Array.isArray(value);
}

/** Prints an object. */
export function printDict(dict: Dict, scope: Scope): Printed {
  const parts = [stringLiteral("__hx_tag"), stringLiteral("__hx_obj")];
  for (const [key, value] of dict.items) {
    parts.push(scope.print(key).sql, scope.print(value).sql);
  }
  return printed(`tuple(${parts.join(", ")})`, UNKNOWN);
}
