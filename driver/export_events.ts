/**
 * Reading all events of a time range, however many.
 *
 * @module
 */

import { firstOf } from "./abort.ts";
import { sealEnvelope } from "./answer_envelope.ts";
import type { Connection } from "./connection.ts";
import type { Envelope } from "./envelope.ts";
import { ConnectionError } from "./errors.ts";
import {
  type Conditions,
  conditionsOf,
  type EventFilter,
} from "./event_filter.ts";
import { EVENT_COLUMNS, type PostHogEvent, toEvent } from "./event_row.ts";
import { type ExportPosition, fromCursor, toCursor } from "./export_cursor.ts";
import { failure } from "./failure.ts";
import { askHogQL } from "./query.ts";
import { checkCount } from "./query_limit.ts";
import type { TimeInput } from "./time_bound.ts";

/** What to export. */
export interface ExportEventsOptions extends EventFilter {
  /** First day or time, inclusive. */
  readonly start: TimeInput;
  /** Last day or time, inclusive: a day counts whole. Default: now. */
  readonly end?: TimeInput;
  /** Where an earlier export stopped ({@linkcode EventExport.cursor}). */
  readonly cursor?: string;
  /**
   * Events per request, up to 50,000.
   * @default {10_000}
   */
  readonly pageSize?: number;
  /** Gives up. */
  readonly signal?: AbortSignal;
}

/** One page, and what came with it. */
interface Page {
  readonly events: PostHogEvent[];
  readonly truth: Awaited<ReturnType<typeof askHogQL>>["truth"];
}

/**
 * An export under way: iterate over it for events, or over
 * {@linkcode EventExport.pages} for whole pages. It can be iterated once.
 *
 * @example
 * ```ts
 * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
 * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
 * import { assertEquals } from "@std/assert";
 *
 * await using posthog = await openEmbeddedPostHog();
 * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
 * await client.captureEvent({ event: "a", distinctId: "b" });
 * const events = client.exportEvents({ start: "-1h" });
 * for await (const page of events.pages()) assertEquals(page.length, 1);
 * assertEquals(events.envelope?.truncated, false);
 * ```
 */
export class EventExport implements AsyncIterable<PostHogEvent> {
  #connection: Connection;
  #options: ExportEventsOptions;
  #conditions: Conditions;
  #startedAt: number;
  #position: ExportPosition | undefined;
  #envelope: Envelope | undefined;
  #rows = 0;

  /** Made by {@linkcode PostHogClient.exportEvents}. */
  constructor(connection: Connection, options: ExportEventsOptions) {
    const { cursor, pageSize = 10_000 } = options;
    checkCount("export events", "pageSize", pageSize, "Leave pageSize out");
    const now = connection.settings.now();
    this.#connection = connection;
    this.#options = options;
    this.#startedAt = now;
    this.#position = cursor === undefined ? cursor : fromCursor(cursor);
    this.#conditions = conditionsOf(options, {
      from: options.start,
      to: options.end ?? new Date(now),
      isInclusive: true,
      names: ["start", "end"],
    }, now);
  }

  /** Where to resume: just behind the last event that was handed out. */
  get cursor(): string | undefined {
    return this.#position && toCursor(this.#position);
  }

  /** The truth about the export, once the iteration has ended. */
  get envelope(): Envelope | undefined {
    return this.#envelope;
  }

  /** Every event in order of time, then UUID. */
  async *[Symbol.asyncIterator](): AsyncGenerator<PostHogEvent> {
    for await (const page of this.#read()) {
      for (const event of page) {
        this.#advance(event, 1);
        yield event;
      }
    }
  }

  /** The same, a page at a time. */
  async *pages(): AsyncGenerator<readonly PostHogEvent[]> {
    for await (const page of this.#read()) {
      const last = page.at(-1);
      if (last) this.#advance(last, page.length);
      yield page;
    }
  }

  #advance(event: PostHogEvent, rows: number): void {
    this.#position = { timestamp: event.timestamp, uuid: event.uuid };
    this.#rows += rows;
  }

  /**
   * Pages in order; the next one is fetched while the last is being used. No
   * more at once: a page starts where the one before it ends, and parts of the
   * time range read side by side would have to be held until their turn.
   */
  async *#read(): AsyncGenerator<readonly PostHogEvent[]> {
    const { pageSize = 10_000, signal } = this.#options;
    const stop = new AbortController();
    const both = firstOf(stop.signal, signal);
    let last: Page | undefined;
    let isComplete = false;
    let next: Promise<Page> | undefined;
    try {
      for (
        next = this.#fetch(this.#position, pageSize, both);
        next;
      ) {
        const page: Page = last = await next;
        const end = page.events.at(-1);
        isComplete = page.events.length < pageSize;
        next = end && !isComplete
          ? this.#fetch(end, pageSize, both)
          : undefined;
        // Not an unhandled rejection while the caller works on the page.
        next?.catch(() => {});
        if (page.events.length > 0) yield page.events;
      }
    } finally {
      stop.abort();
      await next?.catch(() => {});
      if (last) await this.#seal(last, isComplete);
    }
  }

  async #fetch(
    after: ExportPosition | undefined,
    pageSize: number,
    signal: AbortSignal,
  ): Promise<Page> {
    const { where, values, filters } = this.#conditions;
    const keyset = after
      ? [
        "timestamp >= toDateTime({last_time})",
        "(timestamp > toDateTime({last_time}) OR toString(uuid) > {last_uuid})",
      ]
      : [];
    const { values: rows, truth } = await askHogQL(
      this.#connection,
      `SELECT ${EVENT_COLUMNS} FROM events WHERE ${
        [...where, ...keyset].join(" AND ")
      } ORDER BY timestamp, toString(uuid) LIMIT ${pageSize}`,
      {
        values: {
          ...values,
          ...(after && { last_time: after.timestamp, last_uuid: after.uuid }),
        },
        signal,
        filters,
      },
    );
    const events = rows.map(toEvent);
    const last = events.at(-1);
    if (after && last && toCursor(after) === toCursor(last)) {
      throw failure(
        ConnectionError,
        "export events",
        "the server gave the same page again",
        "no_progress",
        "Resume from the cursor; if it happens again, the server ignores conditions",
      );
    }
    return { events, truth };
  }

  async #seal(last: Page, isComplete: boolean): Promise<void> {
    const { where, values, filters } = this.#conditions;
    this.#envelope = await sealEnvelope(this.#connection, {
      ...last.truth,
      question: [where, values, filters],
      rows: this.#rows,
      truncated: !isComplete,
      limit: null,
      hogql: null,
      startedAt: this.#startedAt,
      warnings: isComplete ? [] : ["The export was stopped before its end"],
    });
  }
}
