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
  let open = readers;
  let waiting: [Waiting<Item>, (error: unknown) => void][] = [];

  async function advance(): Promise<void> {
    if (open === 0) await items.return(undefined);
    if (waiting.length < open || open === 0) return;
    const asked = waiting;
    waiting = [];
    try {
      const next = await items.next();
      for (const [resolve] of asked) resolve(next);
    } catch (error) {
      for (const [, reject] of asked) reject(error);
    }
  }

  return Array.from({ length: readers }, () => ({
    next: () =>
      new Promise((resolve, reject) => {
        waiting.push([resolve, reject]);
        void advance();
      }),
    return: async () => {
      open--;
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
