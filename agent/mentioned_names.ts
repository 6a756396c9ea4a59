/**
 * Which event and property names a HogQL text speaks of.
 *
 * @module
 */

import { parseSelect } from "../hogql/mod.ts";

/** Names found in a query. */
export interface MentionedNames {
  /** What `event` is compared with. */
  readonly events: readonly string[];
  /** What follows `properties.` of an event. */
  readonly properties: readonly string[];
}

/** A node of the parser's tree, as far as this file looks at it. */
interface Node {
  readonly node?: string;
  readonly chain?: readonly (string | number)[];
  readonly [key: string]: unknown;
}

/**
 * Reads the names off the syntax tree; a text that does not parse names none,
 * because the run itself reports that better.
 *
 * @param hogql The query.
 * @param values What its placeholders are bound to.
 * @returns Each name once.
 */
export async function mentionedNames(
  hogql: string,
  values: Readonly<Record<string, unknown>>,
): Promise<MentionedNames> {
  const events = new Set<string>();
  const properties = new Set<string>();
  let tree: unknown;
  try {
    tree = await parseSelect(hogql);
  } catch {
    return { events: [], properties: [] };
  }
  visit(tree, (node) => {
    if (comparesWhole(node) && isEventField(node["left"])) {
      for (const name of constants(node["right"], values)) events.add(name);
    }
    const name = node.node === "Field" ? eventProperty(node.chain) : undefined;
    if (name !== undefined) properties.add(name);
  });
  return { events: [...events], properties: [...properties] };
}

function visit(value: unknown, see: (node: Node) => void): void {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) see(value as Node);
  for (const child of Object.values(value)) visit(child, see);
}

/** Comparisons with whole names, not with patterns. */
function comparesWhole({ node, op }: Node): boolean {
  return node === "CompareOperation" &&
    ["==", "!=", "in", "not in"].includes(String(op));
}

function isEventField(value: unknown): boolean {
  const node = value as Node | null;
  return node?.node === "Field" && node.chain?.at(-1) === "event";
}

/** `properties.x` and `e.properties.x`, but not a person's properties. */
function eventProperty(
  chain: readonly (string | number)[] = [],
): string | undefined {
  const at = chain.indexOf("properties");
  const name = chain[at + 1];
  const isPersons = ["person", "persons", "poe", "pdi", "session"].includes(
    String(chain[at - 1]),
  );
  return at < 0 || at > 1 || isPersons || typeof name !== "string"
    ? undefined
    : name;
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
