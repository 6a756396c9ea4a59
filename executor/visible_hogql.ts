/**
 * Finds the HogQL that can be seen in a script and its parameters.
 *
 * @module
 */

import type { Node } from "acorn";
import type { ParsedScript } from "./syntax.ts";

/** A query that stands in a text as it is. */
export interface VisibleQuery {
  /** The HogQL. */
  readonly text: string;
  /** Where it is, in words. */
  readonly where: string;
  /** Where it begins in the script, if it stands there letter by letter. */
  readonly start?: number;
}

/** Methods of the client whose first argument is HogQL. */
const QUERY_METHODS: readonly string[] = ["query", "queryBatches"];

/** All HogQL that a script spells out, and parameters named for it. */
export function visibleHogQL(
  script: ParsedScript | undefined,
  parameters: Readonly<Record<string, unknown>>,
): VisibleQuery[] {
  return [
    ...inParameters(parameters),
    ...script === undefined ? [] : inScript(script),
  ];
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
