/**
 * One stream, several readers.
 *
 * @module
 */

/** A reader that waits for its next item. */
type Waiting<Item> = (result: IteratorResult<Item, undefined>) => void;

/**
 * Lets several readers read one stream, item by item in step, so that nothing
 * piles up and the source is read once. An error of the source reaches all of
 * them. All must be read at the same time; when one stops early the others go on.
 *
 * @example
 * ```ts
 * import { fanOut } from "./fan_out.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const [a, b] = fanOut([1, 2, 3], 2);
 * const read = await Promise.all([a, b].map((it) => Array.fromAsync(it ?? [])));
 * assertEquals(read, [[1, 2, 3], [1, 2, 3]]);
 * ```
 */
export function fanOut<Item>(
  source: Iterable<Item> | AsyncIterable<Item>,
  readers: number,
): AsyncIterableIterator<Item>[] {
  const items = iterate(source);
  const waiting = new Map<number, [Waiting<Item>, (error: unknown) => void]>();
  const open = new Set(Array.from({ length: readers }, (_, i) => i));

  async function advance(): Promise<void> {
    if (open.size === 0) {
      await items.return(undefined);
      return;
    }
    if (waiting.size < open.size) return;
    const asked = [...waiting.values()];
    waiting.clear();
    try {
      const next = await items.next();
      for (const [resolve] of asked) resolve(next);
    } catch (error) {
      for (const [, reject] of asked) reject(error);
    }
  }

  return [...open].map((reader) => ({
    next: () =>
      new Promise((resolve, reject) => {
        waiting.set(reader, [resolve, reject]);
        void advance();
      }),
    return: async () => {
      open.delete(reader);
      await advance();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  }));
}

async function* iterate<Item>(
  source: Iterable<Item> | AsyncIterable<Item>,
): AsyncGenerator<Item, undefined> {
  yield* source;
}
