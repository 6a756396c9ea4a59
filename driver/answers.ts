/**
 * Answers shared by those who ask the same: while it is being answered, and
 * for a while after.
 *
 * @module
 */

import { unlessAborted } from "./abort.ts";
import type { RawAnswer } from "./query_request.ts";

/** A question, under way or answered, and how many wait for it. */
interface Flight {
  readonly answer: Promise<RawAnswer>;
  readonly control: AbortController;
  waiting: number;
  /** Until when its answer may be given, in milliseconds. */
  until: number;
}

/** Most answers kept. */
const MAX_KEPT = 100;

/** Asks every question once. */
export class Answers {
  #now: () => number;
  #ttlMs: number;
  #flights = new Map<string, Flight>();

  constructor(now: () => number, ttlMs: number) {
    this.#now = now;
    this.#ttlMs = ttlMs;
  }

  /** The answer to a question, asked by `ask` where nobody has yet. */
  async get(
    key: string,
    signal: AbortSignal | undefined,
    ask: (signal: AbortSignal) => Promise<RawAnswer>,
  ): Promise<RawAnswer> {
    signal?.throwIfAborted();
    const known = this.#flights.get(key);
    const flight = known && known.until > this.#now()
      ? known
      : this.#start(key, ask);
    flight.waiting++;
    try {
      return await unlessAborted(flight.answer, signal);
    } finally {
      // The last one to leave stops the work, and sees it stopped.
      if (--flight.waiting === 0 && flight.until === Infinity) {
        this.#end(key, flight);
        flight.control.abort(signal?.reason);
        await flight.answer.catch(() => {});
      }
    }
  }

  #start(
    key: string,
    ask: (signal: AbortSignal) => Promise<RawAnswer>,
  ): Flight {
    const control = new AbortController();
    const answer = ask(control.signal).then((answer) => {
      const now = this.#now();
      flight.until = now + this.#ttlMs;
      if (this.#ttlMs === 0) this.#end(key, flight);
      return { computedAt: new Date(now).toISOString(), ...answer };
    });
    const flight = { answer, control, waiting: 0, until: Infinity };
    // Who has left already does not hear of a failure.
    answer.catch(() => this.#end(key, flight));
    const [oldest] = this.#flights.keys();
    if (this.#flights.size >= MAX_KEPT) this.#flights.delete(oldest ?? "");
    this.#flights.set(key, flight);
    return flight;
  }

  #end(key: string, flight: Flight): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
