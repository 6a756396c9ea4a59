/**
 * Names of languages.
 *
 * @module
 */

import { stringLiteral } from "../literal.ts";
import { of } from "../type.ts";
import type { FunctionSpec } from "./spec.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
let names: ReadonlyMap<string, string> | undefined;

/** English names by two-letter code (ISO 639-1). */
function languages(): ReadonlyMap<string, string> {
  if (names !== undefined) return names;
  const english = new Intl.DisplayNames(["en"], {
    type: "language",
    fallback: "none",
  });
  const found = new Map<string, string>();
  for (const first of LETTERS) {
    for (const second of LETTERS) {
      const name = english.of(first + second);
      if (name !== undefined) found.set(first + second, name);
    }
  }
  names = found;
  return found;
}

/** `languageCodeToName('pt')` is `Portuguese`. */
export const LANGUAGE_FUNCTION: FunctionSpec = {
  name: "languageCodeToName",
  min: 1,
  max: 1,
  returns: of("String"),
  print: (site) => {
    const known = languages();
    const list = (texts: Iterable<string>): string =>
      `[${[...texts].map(stringLiteral).join(", ")}]`;
    return `transform(ifNull(toString(${site.args[0]?.sql}), ''), ${
      list(known.keys())
    }, ${list(known.values())}, 'Unknown')`;
  },
};
