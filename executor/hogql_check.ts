/**
 * Finds the HogQL that can be seen in a script, and checks it before launch.
 *
 * @module
 */

import type { Node } from "acorn";
import { RunFailure } from "./run_error.ts";
import type { ParsedScript } from "./syntax.ts";

/** A query that stands in a text as it is. */
interface VisibleQuery {
  readonly text: string;
  /** Where it is, in words. */
  readonly where: string;
  /** Turns a place in the query into one in the script, where that is exact. */
  readonly start?: number;
}

/** Methods of the client whose first argument is HogQL. */
const QUERY_METHODS: readonly string[] = ["query", "queryBatches"];

/**
 * Checks all HogQL that a script spells out, and parameters named for it.
 *
 * @throws {RunFailure} of kind `syntax`, with the place
 */
export async function checkHogQL(
  script: ParsedScript | undefined,
  parameters: Readonly<Record<string, unknown>>,
): Promise<void> {
  const queries = [
    ...inParameters(parameters),
    ...script === undefined ? [] : inScript(script),
  ];
  if (queries.length === 0) return;
  // The parser is WebAssembly of a megabyte: most runs never need it.
  const { parseSelect, HogQLSyntaxError } = await import("../hogql/mod.ts");
  for (const query of queries) {
    try {
      await parseSelect(query.text);
    } catch (error) {
      if (!(error instanceof HogQLSyntaxError)) throw error;
      throw failure(query, error, script?.source);
    }
  }
}

function failure(
  { text, where, start }: VisibleQuery,
  error: { message: string; start: number | undefined },
  source: string | undefined,
): RunFailure {
  const offset = codeUnits(text, error.start ?? 0);
  const inQuery = placeOf(text, offset);
  const inScript = start === undefined || source === undefined
    ? undefined
    : placeOf(source, start + offset);
  return new RunFailure(
    "syntax",
    `Cannot parse the HogQL ${where}: ${error.message} (line ${inQuery.line}, column ${inQuery.column} of the query)`,
    {
      code: "hogql_syntax_error",
      hint: "Nothing was started; correct the query",
      details: { query: text, ...inQuery },
      line: inScript?.line,
      column: inScript?.column,
    },
  );
}

function inParameters(
  parameters: Readonly<Record<string, unknown>>,
): VisibleQuery[] {
  return Object.entries(parameters).flatMap(([name, value]) =>
    /hogql/i.test(name) && typeof value === "string"
      ? [{ text: value, where: `in parameter "${name}"` }]
      : []
  );
}

function inScript({ source, tree }: ParsedScript): VisibleQuery[] {
  const queries: VisibleQuery[] = [];
  const constants = constantsOf(tree);
  for (const node of descendants(tree)) {
    const argument = queryArgument(node);
    if (argument === undefined) continue;
    const literal = argument["type"] === "Identifier"
      ? constants.get(String(argument["name"]))
      : argument;
    const query = literal === undefined ? undefined : textOf(literal, source);
    if (query !== undefined) queries.push(query);
  }
  return queries;
}

/** A syntax node, read without knowing each of its hundred kinds. */
type Syntax = Readonly<Record<string, unknown>>;

function isSyntax(value: unknown): value is Syntax {
  return typeof value === "object" && value !== null && "type" in value;
}

function* descendants(node: Node | Syntax): Generator<Syntax> {
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (!isSyntax(child)) continue;
      yield child;
      yield* descendants(child);
    }
  }
}

/** The first argument of `client.query(…)`, also of `context.client.query(…)`. */
function queryArgument(node: Syntax): Syntax | undefined {
  const { type, callee, arguments: given } = node;
  if (type !== "CallExpression" || !isSyntax(callee)) return undefined;
  const method = nameOf(callee["property"]);
  const object = callee["object"];
  const owner = isSyntax(object) ? object["property"] ?? object : undefined;
  if (method === undefined || !QUERY_METHODS.includes(method)) return undefined;
  if (nameOf(owner) !== "client" || !Array.isArray(given)) return undefined;
  return isSyntax(given[0]) ? given[0] : undefined;
}

function nameOf(node: unknown): string | undefined {
  return isSyntax(node) && typeof node["name"] === "string"
    ? node["name"]
    : undefined;
}

/** Constants that are declared once, by name. */
function constantsOf(tree: Node): Map<string, Syntax> {
  const constants = new Map<string, Syntax>();
  const seen = new Set<string>();
  for (const { type, id, init } of descendants(tree)) {
    const name = nameOf(id);
    if (type !== "VariableDeclarator" || name === undefined) continue;
    if (isSyntax(init) && !seen.has(name)) constants.set(name, init);
    else constants.delete(name);
    seen.add(name);
  }
  return constants;
}

/** The text of a literal; `undefined` where it is only known at run time. */
function textOf(node: Syntax, source: string): VisibleQuery | undefined {
  const text = literalText(node);
  if (text === undefined) return undefined;
  const start = Number(node["start"]) + 1;
  const isVerbatim = source.startsWith(text, start);
  const where = "in the script";
  return isVerbatim ? { text, where, start } : { text, where };
}

function literalText({ type, value, quasis }: Syntax): string | undefined {
  if (type === "Literal" && typeof value === "string") return value;
  if (type !== "TemplateLiteral" || !Array.isArray(quasis)) return undefined;
  const [only, more] = quasis;
  const cooked = more === undefined ? only?.value?.cooked : undefined;
  return typeof cooked === "string" ? cooked : undefined;
}

/** The parser counts code points, JavaScript code units. */
function codeUnits(text: string, codePoints: number): number {
  return [...text].slice(0, codePoints).join("").length;
}

function placeOf(
  text: string,
  offset: number,
): { line: number; column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}
