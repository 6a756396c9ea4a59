/**
 * Events in. Every event has its UUID before the first try, so trying again
 * never makes two of one.
 *
 * @module
 */

import { type CaptureItem, chunksOf } from "./capture_chunks.ts";
import { type CaptureEvent, toWireEvent } from "./capture_event.ts";
import type { Connection } from "./connection.ts";
import { isPostHogError, type PostHogError } from "./posthog_error.ts";
import { gzip } from "./gzip.ts";
import { fit, nullish, object, Texts } from "./shape.ts";

/** Options of {@linkcode PostHogClient.captureBatch}. */
export interface CaptureOptions {
  /**
   * For old events: PostHog takes them through a slower way that does not
   * count as a spike.
   * @default {false}
   */
  readonly historicalMigration?: boolean;
  /** Told after each request. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Gives up; what was accepted until then stays accepted. */
  readonly signal?: AbortSignal;
}

/** An event that PostHog did not take. */
export interface CaptureRejection {
  /** Its place in the list. */
  readonly index: number;
  /** Its UUID. */
  readonly uuid: string;
  /** Why, one sentence. */
  readonly reason: string;
  /** One word for the cause: `payload_too_large`, `connection_failed`, … */
  readonly code: string;
}

/**
 * What became of the events. `accepted` means that PostHog's ingestion took
 * them; they can be queried some seconds later.
 */
export interface CaptureResult {
  /** How many were accepted. */
  readonly accepted: number;
  /** Those that were not. */
  readonly rejected: readonly CaptureRejection[];
  /** How many PostHog took and dropped, because the project is over its quota. */
  readonly overQuota: number;
  /** UUIDs of all events, in the order of the list. */
  readonly uuids: readonly string[];
  /** How many requests it took, not counting retries. */
  readonly requests: number;
}

/** Below this, gzip costs more than it saves. */
const GZIP_FROM = 1_024;

const Accepted = object({
  quota_limited: nullish(Texts),
});

/** Counts while requests go out. */
interface Tally {
  accepted: number;
  overQuota: number;
  requests: number;
  rejected: CaptureRejection[];
  firstError: PostHogError | undefined;
}

/**
 * Captures events, in order.
 *
 * @throws {PostHogError} When not a single event could be delivered, with
 * the cause; otherwise what failed is in the result.
 */
export async function captureBatch(
  connection: Connection,
  events: readonly CaptureEvent[],
  options: CaptureOptions = {},
): Promise<CaptureResult> {
  const key = connection.projectKey("capture events");
  const now = connection.settings.now();
  const wire = events.map((event, index) => toWireEvent(event, now, index));
  const rejected: CaptureRejection[] = [];
  const tally = { accepted: 0, overQuota: 0, requests: 0, rejected };
  let firstError: PostHogError | undefined;

  /** Sends a chunk; halves it where it is refused as a whole. */
  const deliver = async (chunk: readonly CaptureItem[]): Promise<void> => {
    try {
      tally.requests++;
      const isOverQuota = await post(connection, key, chunk, options);
      tally[isOverQuota ? "overQuota" : "accepted"] += chunk.length;
    } catch (error) {
      if (!isPostHogError(error)) throw error;
      // 413: too much at once. 400: one event spoils the request.
      if (chunk.length > 1 && [400, 413].includes(error.status ?? 0)) {
        const middle = Math.ceil(chunk.length / 2);
        await deliver(chunk.slice(0, middle));
        await deliver(chunk.slice(middle));
        return;
      }
      firstError ??= error;
      const { message: reason, code } = error;
      tally.rejected.push(
        ...chunk.map(({ index, uuid }) => ({ index, uuid, reason, code })),
      );
    }
  };

  for (const chunk of chunksOf(wire)) {
    options.signal?.throwIfAborted();
    await deliver(chunk);
    const done = tally.accepted + tally.overQuota + tally.rejected.length;
    options.onProgress?.(done, wire.length);
  }
  const isNothingDelivered = tally.accepted + tally.overQuota === 0;
  if (firstError && isNothingDelivered) throw firstError;
  return { ...tally, uuids: wire.map(({ uuid }) => uuid) };
}

/** Whether the project is over its quota; PostHog says so with HTTP 200. */
async function post(
  connection: Connection,
  key: string,
  chunk: readonly CaptureItem[],
  { historicalMigration = false, signal }: CaptureOptions,
): Promise<boolean> {
  const batch = chunk.map(({ json }) => json).join(",");
  const migration = historicalMigration ? ',"historical_migration":true' : "";
  // No sent_at: PostHog would shift every timestamp by what it takes for skew.
  const text = `{"api_key":${
    JSON.stringify(key)
  }${migration},"batch":[${batch}]}`;
  const isSmall = text.length < GZIP_FROM;
  const reply = await connection.ingestion("/batch/", {
    action: "capture events",
    method: "POST",
    body: isSmall ? new TextEncoder().encode(text) : await gzip(text),
    headers: {
      "content-type": "application/json",
      ...(isSmall ? {} : { "content-encoding": "gzip" }),
    },
    signal,
  });
  const { quota_limited = [] } = fit(Accepted, reply.body) ?? {};
  return quota_limited.length > 0;
}
