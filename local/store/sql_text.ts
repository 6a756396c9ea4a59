/**
 * Values inside our own statements.
 *
 * @module
 */

/**
 * A ClickHouse string literal that means exactly this text.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(quoted("it's"), "'it\\'s'");
 * ```
 */
export function quoted(text: string): string {
  const inner = text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")
    .replaceAll("\0", "\\0");
  return `'${inner}'`;
}

/**
 * Cuts a list into lists that fit into one statement each.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([...inChunks([1, 2, 3], 2)], [[1, 2], [3]]);
 * ```
 */
export function* inChunks<Item>(
  items: readonly Item[],
  size = 2_000,
): Generator<Item[]> {
  for (let start = 0; start < items.length; start += size) {
    yield items.slice(start, start + size);
  }
}

/**
 * The next version of a row: it always grows, over restarts too.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nextVersion() < nextVersion(), true);
 * ```
 */
export function nextVersion(): number {
  last = Math.max(last + 1, Date.now() * 1000);
  return last;
}

let last = 0;
