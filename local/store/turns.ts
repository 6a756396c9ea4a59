/**
 * A few things that many want to use: whoever comes when all are taken waits.
 *
 * @module
 */

/** Everything was taken for too long. */
export class BusyError extends Error {
  /** The name of this class. */
  override readonly name = "BusyError";

  /** Says how many there are. */
  constructor(size: number) {
    super(`Cannot start now: ${size} others are running, wait for one to end`);
  }
}

/**
 * Lends its items, one to each piece of work at a time.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const turns = new Turns(["left", "right"]);
 * assertEquals(await turns.use((hand) => Promise.resolve(hand)), "right");
 * ```
 */
export class Turns<Item> {
  /** All items, lent or not. */
  readonly items: readonly Item[];
  readonly #idle: Item[];
  readonly #waiting = new Set<(item: Item) => void>();

  /** Lends these. */
  constructor(items: readonly Item[]) {
    this.items = items;
    this.#idle = [...items];
  }

  /**
   * Does some work with an item as soon as one is free.
   *
   * @throws {BusyError} None was free for so many milliseconds.
   */
  async use<Result>(
    work: (item: Item) => Promise<Result>,
    maxWaitMs?: number,
  ): Promise<Result> {
    const item = await this.#take(maxWaitMs);
    try {
      return await work(item);
    } finally {
      this.#giveBack(item);
    }
  }

  /** Resolves when no item is lent; nobody may come meanwhile. */
  async allBack(): Promise<void> {
    await Promise.all(this.items.map(() => this.#take()));
  }

  #take(maxWaitMs?: number): Promise<Item> {
    const item = this.#idle.pop();
    if (item !== undefined) return Promise.resolve(item);
    return new Promise((resolve, reject) => {
      const giveUp = maxWaitMs === undefined ? undefined : setTimeout(() => {
        this.#waiting.delete(take);
        reject(new BusyError(this.items.length));
      }, maxWaitMs);
      const take = (item: Item) => {
        clearTimeout(giveUp);
        resolve(item);
      };
      this.#waiting.add(take);
    });
  }

  #giveBack(item: Item): void {
    for (const take of this.#waiting) {
      this.#waiting.delete(take);
      return take(item);
    }
    this.#idle.push(item);
  }
}
