/**
 * Which event and property names a HogQL text speaks of.
 *
 * @module
 */

import { parseSelect } from "../hogql/mod.ts";

/** A query and what its placeholders stand for. */
export interface BoundQuery {
  /** Its text. */
  readonly hogql: string;
  /** By placeholder. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Names found in a query, each once. */
export interface MentionedNames {
  /** What `event` is compared with. */
  readonly events: readonly string[];
  /** Properties of an event. */
  readonly properties: readonly string[];
  /** Properties of a person. */
  readonly personProperties: readonly string[];
}

/** A node of the parser's tree, as far as this file looks at it. */
interface Node {
  readonly node?: string;
  readonly chain?: readonly (string | number)[];
  readonly [key: string]: unknown;
}

/** A note is not worth waiting longer for. */
const DEADLINE_MS = 500;

/**
 * Reads the names off the syntax tree; a text that does not parse names none,
 * because the run itself reports that better.
 */
export async function mentionedNames(
  { hogql, values = {} }: BoundQuery,
): Promise<MentionedNames> {
  const events = new Set<string>();
  const properties = new Set<string>();
  const personProperties = new Set<string>();
  const tree = await parseSelect(hogql, { deadlineMs: DEADLINE_MS })
    .catch(() => undefined);
  const table = onlyTable(tree);
  visit(tree, (node) => {
    const [left, right] = wholeComparison(node) ?? [];
    if (isEventField(left)) {
      for (const name of constants(right, values)) events.add(name);
    }
    const { owner = table, name } = propertyIn(node) ?? {};
    if (name === undefined) return;
    if (owner === "events") properties.add(name);
    if (PERSONS.includes(owner)) personProperties.add(name);
  });
  return {
    events: [...events],
    properties: [...properties],
    personProperties: [...personProperties],
  };
}

function visit(value: unknown, see: (node: Node) => void): void {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) see(value as Node);
  for (const child of Object.values(value)) visit(child, see);
}

/** Both sides of a comparison with whole names, as written or as printed. */
function wholeComparison(node: Node): readonly unknown[] | undefined {
  if (node.node === "CompareOperation") {
    return ["==", "!=", "in", "not in"].includes(String(node["op"]))
      ? [node["left"], node["right"]]
      : undefined;
  }
  return node.node === "Call" &&
      ["equals", "notEquals", "in", "notIn"].includes(String(node["name"]))
    ? node["args"] as readonly unknown[]
    : undefined;
}

function isEventField(value: unknown): boolean {
  const node = value as Node | undefined | null;
  return node?.node === "Field" && node.chain?.at(-1) === "event";
}

/** Names under which a person's properties are reached. */
const PERSONS: readonly unknown[] = ["person", "persons", "poe"];

/** The one table a query reads; of several, nobody says whose a name is. */
function onlyTable(tree: unknown): string | undefined {
  const tables = new Set<string>();
  visit(tree, ({ node, table }) => {
    const { chain } = (table ?? {}) as Node;
    if (node === "JoinExpr" && chain !== undefined) tables.add(chain.join("."));
  });
  return tables.size === 1 ? [...tables][0] : undefined;
}

/** `properties.x` or `properties['x']`, and what stands before it. */
function propertyIn(node: Node): { owner?: string; name: string } | undefined {
  const chain = node.node === "ArrayAccess"
    ? keyOf(node)
    : node.node === "Field"
    ? node.chain
    : undefined;
  const at = chain?.indexOf("properties") ?? -1;
  const name = chain?.[at + 1];
  if (at < 0 || typeof name !== "string") return undefined;
  return at === 0 ? { name } : { owner: String(chain?.[at - 1]), name };
}

/** The chain that an access in brackets is another spelling of. */
function keyOf(node: Node): readonly (string | number)[] | undefined {
  const array = node["array"] as Node | undefined;
  const property = node["property"] as Node | undefined;
  const key = property?.["value"];
  return array?.node === "Field" && typeof key === "string"
    ? [...array.chain ?? [], key]
    : undefined;
}

/** String constants of one side, placeholders replaced by their values. */
function constants(
  side: unknown,
  values: Readonly<Record<string, unknown>>,
): string[] {
  const found: unknown[] = [];
  visit(side, (node) => {
    if (node.node === "Constant") found.push(node["value"]);
    if (node.node === "Placeholder") {
      const { chain } = node["expr"] as Node;
      found.push([values[String(chain?.at(0))]].flat());
    }
  });
  return found.flat().filter((name) => typeof name === "string");
}
