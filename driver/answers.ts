/**
 * Answers shared by those who ask the same: while it is being answered, and
 * for a while after.
 *
 * @module
 */

import { unlessAborted } from "./abort.ts";
import type { Settings } from "./options.ts";
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

/** The answer to a question, asked by `ask` where nobody has yet. */
export type Answers = (
  key: string,
  signal: AbortSignal | undefined,
  ask: (signal: AbortSignal) => Promise<RawAnswer>,
) => Promise<RawAnswer>;

/** Makes answers that live for the settings' `cacheTtlMs`. */
export function answersFor(
  { now, cacheTtlMs }: Pick<Settings, "now" | "cacheTtlMs">,
): Answers {
  const flights = new Map<string, Flight>();

  function start(
    key: string,
    ask: (signal: AbortSignal) => Promise<RawAnswer>,
  ): Flight {
    const control = new AbortController();
    const answer = ask(control.signal).then((answer) => {
      const computedAt = new Date(now()).toISOString();
      flight.until = now() + cacheTtlMs;
      if (cacheTtlMs === 0) end(key, flight);
      return { computedAt, ...answer };
    });
    const flight = { answer, control, waiting: 0, until: Infinity };
    // Who has left already does not hear of a failure.
    answer.catch(() => end(key, flight));
    const [oldest] = flights.keys();
    if (flights.size >= MAX_KEPT) flights.delete(oldest ?? "");
    flights.set(key, flight);
    return flight;
  }

  function end(key: string, flight: Flight): void {
    if (flights.get(key) === flight) flights.delete(key);
  }

  return async (key, signal, ask) => {
    signal?.throwIfAborted();
    const known = flights.get(key);
    const flight = known && known.until > now() ? known : start(key, ask);
    flight.waiting++;
    try {
      return await unlessAborted(flight.answer, signal);
    } finally {
      // The last one to leave stops the work, and sees it stopped.
      if (--flight.waiting === 0 && flight.until === Infinity) {
        end(key, flight);
        flight.control.abort(signal?.reason);
        await flight.answer.catch(() => {});
      }
    }
  };
}
