/**
 * Walks over syntax trees, whatever their nodes.
 *
 * @module
 */

/** Something with a `node`. */
export interface AnyNode {
  /** Its kind. */
  readonly node: string;
}

/** Whether it is a node of a syntax tree. */
export function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "node" in value &&
    typeof value.node === "string";
}

/** Calls back for every node, outermost first. */
export function visit(tree: unknown, callback: (node: AnyNode) => void): void {
  if (typeof tree !== "object" || tree === null) return;
  if (isNode(tree)) callback(tree);
  for (const part of Object.values(tree)) visit(part, callback);
}

/**
 * A copy of the tree in which nodes are replaced. The callback gets a node and
 * returns what takes its place, or nothing to go on into it; what did not
 * change is shared with the original.
 */
export function rewrite<Tree>(
  tree: Tree,
  callback: (node: AnyNode) => unknown,
): Tree {
  return replace(tree, callback) as Tree;
}

function replace(
  value: unknown,
  callback: (node: AnyNode) => unknown,
): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isNode(value)) {
    const replaced = callback(value);
    if (replaced !== undefined) return replaced;
  }
  if (Array.isArray(value)) {
    const parts = value.map((part) => replace(part, callback));
    return parts.every((part, index) => part === value[index]) ? value : parts;
  }
  const entries = Object.entries(value).map(([key, part]) =>
    [key, replace(part, callback)] as const
  );
  const isSame = Object.values(value).every((part, index) =>
    part === entries[index]?.[1]
  );
  return isSame ? value : Object.fromEntries(entries);
}
