/**
 * Answers shared by those who ask the same: while it is being answered, and
 * for a while after.
 *
 * @module
 */

import { unlessAborted } from "./abort.ts";
import type { RawAnswer } from "./query_request.ts";

/** A question under way, and how many wait for it. */
interface Flight {
  readonly answer: Promise<RawAnswer>;
  readonly control: AbortController;
  waiting: number;
}

/** Most answers kept. */
const MAX_KEPT = 100;

/** Asks every question once. */
export class Answers {
  #now: () => number;
  #ttlMs: number;
  #flights = new Map<string, Flight>();
  #kept = new Map<string, { answer: RawAnswer; until: number }>();

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
    const kept = this.#kept.get(key);
    if (kept && kept.until > this.#now()) return kept.answer;
    const flight = this.#flights.get(key) ?? this.#start(key, ask);
    flight.waiting++;
    try {
      return await unlessAborted(flight.answer, signal);
    } finally {
      // The last one to leave stops the work, and sees it stopped.
      if (--flight.waiting === 0) {
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
      this.#keep(key, answer);
      return answer;
    });
    const flight = { answer, control, waiting: 0 };
    this.#flights.set(key, flight);
    // Who has left already does not hear of a failure.
    answer.catch(() => {}).then(() => this.#end(key, flight));
    return flight;
  }

  #end(key: string, flight: Flight): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }

  #keep(key: string, answer: RawAnswer): void {
    if (this.#ttlMs === 0) return;
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= MAX_KEPT && oldest !== undefined) {
      this.#kept.delete(oldest);
    }
    this.#kept.set(key, {
      answer: {
        ...answer,
        computedAt: answer.computedAt ?? new Date(this.#now()).toISOString(),
      },
      until: this.#now() + this.#ttlMs,
    });
  }
}
