/**
 * Checks a script before anything is started for it.
 *
 * @module
 */

import { type Node, parse } from "acorn";
import { stripTypeScriptTypes } from "node:module";
import { RunFailure } from "./run_error.ts";

/** A script that parses: JavaScript, line for line where the author wrote it. */
export interface ParsedScript {
  /** The JavaScript. */
  readonly source: string;
  /** Its syntax tree. */
  readonly tree: Node;
}

/** What acorn adds to an error. */
interface SyntaxProblem {
  readonly message: string;
  readonly loc: { readonly line: number; readonly column: number };
}

/**
 * Parses a script, taking types out of TypeScript.
 *
 * @throws {RunFailure} of kind `syntax`, with line and column
 */
export function parseScript(
  text: string,
  language?: "javascript" | "typescript",
): ParsedScript {
  const source = language === "typescript" ? withoutTypes(text) : text;
  const parsed = tryParse(source);
  if (!("message" in parsed)) return checked({ source, tree: parsed });
  if (language !== undefined) throw failure(parsed);
  return asTypeScript(text, parsed);
}

/** What is no JavaScript may be TypeScript. */
function asTypeScript(text: string, problem: SyntaxProblem): ParsedScript {
  let source: string;
  try {
    source = withoutTypes(text);
  } catch {
    throw failure(problem);
  }
  const tree = tryParse(source);
  if ("message" in tree) throw failure(tree);
  return checked({ source, tree });
}

/** Types become blanks, so that lines and columns stay. */
function withoutTypes(text: string): string {
  try {
    return stripTypeScriptTypes(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const place = /:(\d+):(\d+)/.exec(message);
    throw new RunFailure("syntax", `Cannot take the types out: ${message}`, {
      code: "typescript_syntax",
      hint:
        "Only types that can be left out are understood: no enum, no namespace",
      line: place === null ? undefined : Number(place[1]),
      column: place === null ? undefined : Number(place[2]),
    });
  }
}

function tryParse(source: string): Node | SyntaxProblem {
  try {
    return parse(source, {
      ecmaVersion: "latest",
      sourceType: "module",
      locations: true,
    });
  } catch (error) {
    if (isProblem(error)) return error;
    throw error;
  }
}

function isProblem(error: unknown): error is SyntaxProblem {
  return error instanceof SyntaxError && "loc" in error;
}

function failure({ message, loc }: SyntaxProblem): RunFailure {
  const words = message.replace(/ \(\d+:\d+\)$/, "");
  return new RunFailure(
    "syntax",
    `Cannot parse the script: ${words} at line ${loc.line}, column ${
      loc.column + 1
    }`,
    { code: "script_syntax", line: loc.line, column: loc.column + 1 },
  );
}

function checked(script: ParsedScript): ParsedScript {
  if (/\bexport\b[^;]*\bdefault\b/.test(script.source)) return script;
  throw new RunFailure("syntax", "The script has no default export", {
    code: "no_default_export",
    hint:
      "Write `export default async function ({ client, params, progress, artifact }) { … return value; }`",
  });
}
