/**
 * A million events for a PostHog, each with a UUID that tells its number: so
 * that whoever reads them can say which came, and how often.
 *
 * @module
 */

import type { CaptureEvent, PostHogClient } from "../driver/mod.ts";

/** How many there are. */
export const COUNT = 1_000_000;

/** Events that share a timestamp. */
const PER_INSTANT = 10;

/** Events per call of captureBatch(). */
const PER_CALL = 20_000;

const START = Date.parse("2026-01-01T00:00:00Z");

/** Sends them all. */
export async function captureMillion(client: PostHogClient): Promise<void> {
  for (let from = 0; from < COUNT; from += PER_CALL) {
    const batch = Array.from({ length: PER_CALL }, (_, n) => eventOf(from + n));
    const { accepted } = await client.captureBatch(batch);
    if (accepted !== PER_CALL) throw new Error(`${accepted} were accepted`);
  }
}

/** Ticks off events as they come. */
export class Tally {
  #seen = new Uint8Array(COUNT);
  #strangers = 0;

  /** Notes one event. */
  add(uuid: string): void {
    const n = parseInt(uuid.slice(24), 16);
    if (n < COUNT && uuidOf(n) === uuid) {
      this.#seen[n] = (this.#seen[n] ?? 0) + 1;
    } else this.#strangers++;
  }

  /** Whether each of the million came exactly once, and nothing else. */
  get isExact(): boolean {
    return this.#strangers === 0 && this.#seen.every((times) => times === 1);
  }
}

function eventOf(n: number): CaptureEvent {
  return {
    event: "benchmarked",
    distinctId: `user-${n % 5_000}`,
    uuid: uuidOf(n),
    timestamp: new Date(START + Math.floor(n / PER_INSTANT) * 60),
    properties: { n, plan: n % 2 === 0 ? "pro" : "free" },
  };
}

/** The number is at the end, and what comes first shuffles the order. */
function uuidOf(n: number): string {
  const shuffled = Math.imul(n, 0x9e3779b1) >>> 0;
  return `${hex(shuffled, 8)}-0000-7000-8000-${hex(n, 12)}`;
}

function hex(n: number, digits: number): string {
  return n.toString(16).padStart(digits, "0");
}
