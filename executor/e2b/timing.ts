/**
 * Waiting: between tries, for a turn, for a free place.
 *
 * @module
 */

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/** Everything about time that a test replaces. */
export interface Timing {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Waits; rejects with the signal's reason when it is aborted. */
  readonly delay: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
}

/**
 * How long to wait before another try: doubling, with jitter, so that many
 * callers that were refused together do not come back together.
 *
 * @example
 * ```ts
 * import { backoffMs } from "./timing.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([0, 1, 2, 9].map((attempt) => backoffMs(attempt, 1)), [
 *   500, 1_000, 2_000, 30_000,
 * ]);
 * ```
 */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
  return Math.round(full * (0.5 + random / 2));
}

/**
 * Lets callers pass one by one, no more of them a second than allowed.
 *
 * @example
 * ```ts
 * import { Pace } from "./timing.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const waits: number[] = [];
 * const pace = new Pace(2, {
 *   now: () => 0,
 *   random: () => 0,
 *   delay: (ms) => Promise.resolve(void waits.push(ms)),
 * });
 * for (let i = 0; i < 3; i++) await pace.turn();
 * assertEquals(waits, [500, 1_000]);
 * ```
 */
export class Pace {
  readonly #intervalMs: number;
  readonly #timing: Timing;
  #next = -Infinity;

  constructor(perSecond: number, timing: Timing) {
    this.#intervalMs = 1000 / perSecond;
    this.#timing = timing;
  }

  /** Waits for a turn. */
  async turn(signal?: AbortSignal): Promise<void> {
    const now = this.#timing.now();
    const mine = Math.max(now, this.#next);
    this.#next = mine + this.#intervalMs;
    if (mine > now) await this.#timing.delay(mine - now, signal);
  }
}

/**
 * A number of places; who finds none waits, first come first served.
 *
 * @example
 * ```ts
 * import { Places } from "./timing.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const places = new Places(1);
 * await places.take();
 * const second = places.take();
 * places.free();
 * await second;
 * assertEquals(places.waiting, 0);
 * ```
 */
export class Places {
  readonly #queue: (() => void)[] = [];
  #left: number;

  constructor(count: number) {
    this.#left = count;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Takes a place, or rejects with the signal's reason. */
  async take(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#left > 0) {
      this.#left -= 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      this.#queue.splice(this.#queue.indexOf(resolve), 1);
      reject(signal?.reason);
    };
    this.#queue.push(resolve);
    signal?.addEventListener("abort", leave, { once: true });
    await promise.finally(() => signal?.removeEventListener("abort", leave));
  }

  /** Gives a place back: to the first who waits. */
  free(): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#left += 1;
    else next();
  }
}
