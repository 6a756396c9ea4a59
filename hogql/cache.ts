/**
 * Keeps what was used last.
 *
 * @module
 */

/**
 * A map that forgets the entry not used for longest.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { LeastRecentlyUsed } from "./cache.ts";
 *
 * const cache = new LeastRecentlyUsed<number>(2);
 * cache.set("a", 1);
 * cache.set("b", 2);
 * cache.get("a");
 * cache.set("c", 3);
 * assertEquals([cache.get("a"), cache.get("b"), cache.get("c")], [1, undefined, 3]);
 * ```
 */
export class LeastRecentlyUsed<Value> {
  readonly #entries = new Map<string, Value>();
  readonly #capacity: number;

  /** Holds up to `capacity` entries. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The value, which thereby becomes the most recently used. */
  get(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, value);
    }
    return value;
  }

  /** Adds or replaces a value. */
  set(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#capacity) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      break;
    }
  }
}
