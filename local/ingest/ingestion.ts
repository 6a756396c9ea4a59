/**
 * Takes events in and answers when they are on disk. Requests that come while
 * a write runs share the next one.
 *
 * @module
 */

import { clickHouseMoment } from "../store/moment.ts";
import { inChunks, quoted } from "../store/sql_text.ts";
import type { Store } from "../store/store.ts";
import type { CapturedEvent } from "./event.ts";
import { eventRow, prepare } from "./rows.ts";

/** So many events are written at once at most. */
const LARGEST_COMMIT = 20_000;

/** Mere counts of definitions are written this often, in milliseconds. */
const COUNTS_EVERY_MS = 5_000;

/** A clock apart by a day at most: a retry may fall on the next date. */
const DAY_MICROS = 86_400 * 1_000_000;

interface Waiting {
  readonly events: readonly CapturedEvent[];
  /** Something else to do, alone. */
  readonly work?: () => Promise<void>;
  done(): void;
  failed(reason: unknown): void;
}

/** The one writer of events. */
export class Ingestion {
  readonly #store: Store;
  readonly #now: () => Date;
  #queue: Waiting[] = [];
  #running: Promise<void> | undefined;
  #countsAt = 0;
  #version = 0;

  /** Writes into a store, by a clock. */
  constructor(store: Store, now: () => Date) {
    this.#store = store;
    this.#now = now;
  }

  /** Grows with every write; answers made at an older one may be out of date. */
  get version(): number {
    return this.#version;
  }

  /** Stores events, each uuid once; they are on disk when this resolves. */
  add(events: readonly CapturedEvent[]): Promise<void> {
    return this.#enqueue({ events });
  }

  /** Changes persons or events by other means while no event is written. */
  async alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const results: Result[] = [];
    await this.#enqueue({
      events: [],
      work: async () => {
        results.push(await work());
        this.#version++;
      },
    });
    const [result] = results;
    return result as Result;
  }

  /** Waits until nothing is being written. */
  async idle(): Promise<void> {
    await this.#running;
  }

  #enqueue(wanted: Omit<Waiting, "done" | "failed">): Promise<void> {
    const finished = new Promise<void>((done, failed) =>
      this.#queue.push({ ...wanted, done, failed })
    );
    this.#running ??= this.#run().finally(() => this.#running = undefined);
    return finished;
  }

  async #run(): Promise<void> {
    // Requests that are being read at this moment get into the first commit.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const together = this.#take();
      try {
        const events = together.flatMap((it) => it.events);
        await (together[0]?.work?.() ?? this.#commit(events));
        for (const waiting of together) waiting.done();
      } catch (error) {
        this.#store.persons.forget();
        this.#store.groups.forget();
        for (const waiting of together) waiting.failed(error);
      }
    }
  }

  /** Events that may be written together; other work goes alone. */
  #take(): Waiting[] {
    let size = 0;
    const end = this.#queue.findIndex(({ events, work }, index) => {
      size += events.length;
      const isAlone = work !== undefined ||
        this.#queue[0]?.work !== undefined;
      return index > 0 && (isAlone || size > LARGEST_COMMIT);
    });
    return this.#queue.splice(0, end < 0 ? this.#queue.length : end);
  }

  /**
   * Events come last: what was not acknowledged may leave a person or a
   * definition behind, but never an event without them.
   */
  async #commit(events: readonly CapturedEvent[]): Promise<void> {
    const { engine, persons, groups, definitions } = this.#store;
    const [fresh] = await Promise.all([
      this.#withoutRepeats(events),
      prepare(this.#store, events),
    ]);
    const now = this.#now().getTime();
    const createdAt = clickHouseMoment(now * 1000);
    const rows = fresh.map((event) => eventRow(this.#store, event, createdAt));
    const areCountsDue = now - this.#countsAt > COUNTS_EVERY_MS;
    if (areCountsDue) this.#countsAt = now;
    await Promise.all([
      persons.flush(),
      groups.flush(),
      definitions.flush(areCountsDue),
    ]);
    // Some columns begin with "$", which the driver of chDB would not name.
    await engine.insert("posthog.events", [], rows);
    this.#version++;
  }

  async #withoutRepeats(
    events: readonly CapturedEvent[],
  ): Promise<CapturedEvent[]> {
    const stored = await this.#stored(events.filter((it) => it.mayRepeat));
    return events.filter(({ uuid }) => {
      const isNew = !stored.has(uuid.toLowerCase());
      stored.add(uuid.toLowerCase());
      return isNew;
    });
  }

  /** Which uuids are there already, looked for around their own dates. */
  async #stored(events: readonly CapturedEvent[]): Promise<Set<string>> {
    const found = new Set<string>();
    for (const chunk of inChunks(events, LARGEST_COMMIT)) {
      const dates = new Set(chunk.flatMap(({ timestamp }) => [
        date(timestamp - DAY_MICROS),
        date(timestamp),
        date(timestamp + DAY_MICROS),
      ]));
      const rows = await this.#store.engine.rows<{ uuid: string }>(
        "SELECT uuid FROM posthog.events " +
          `WHERE toDate(timestamp) IN (${[...dates].map(quoted).join(", ")}) ` +
          `AND uuid IN (${chunk.map(({ uuid }) => quoted(uuid)).join(", ")})`,
      );
      for (const { uuid } of rows) found.add(uuid);
    }
    return found;
  }
}

function date(micros: number): string {
  return new Date(micros / 1000).toISOString().slice(0, 10);
}
