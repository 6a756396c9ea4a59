/**
 * One question to the query endpoint, of any kind.
 *
 * @module
 */

import { within } from "./abort.ts";
import type { Connection } from "./connection.ts";
import { isPostHogError } from "./posthog_error.ts";
import { TimeoutError } from "./errors.ts";
import { tookTooLong } from "./failure.ts";
import { pollQuery, type QueryProgress, statusOf } from "./query_poll.ts";

/** How PostHog may use its cache (PostHog API, query endpoint). */
export type RefreshMode =
  | "blocking"
  | "force_blocking"
  | "async"
  | "force_async"
  | "lazy_async"
  | "async_except_on_cache_miss"
  | "force_cache";

/** How to ask. */
export interface AskOptions {
  /**
   * How PostHog may use its cache, and whether the answer is waited for in
   * one request or polled. Default: one request; when PostHog's engine gives
   * up on it after 10 seconds, once more with `force_async`, which may take
   * 10 minutes.
   */
  readonly refresh?: RefreshMode;
  /**
   * Time for the whole call, in milliseconds, 1 or more: the wait for a turn,
   * every try and every pause between them. Default: the client's `timeoutMs`
   * for each request, 10 minutes for polling.
   */
  readonly timeoutMs?: number;
  /** Gives up, and cancels the query on the server. */
  readonly signal?: AbortSignal | undefined;
  /** A label that PostHog shows in its query log. */
  readonly name?: string;
  /** Told while a polled query runs. */
  readonly onProgress?: (progress: QueryProgress) => void;
}

/** A query node (PostHog API, query kinds): `kind` and what belongs to it. */
export interface QueryNode {
  /** `HogQLQuery`, `TrendsQuery`, … */
  readonly kind: string;
  /** Everything else is the kind's own. */
  readonly [field: string]: unknown;
}

/** What came back, not yet parsed. */
export interface RawAnswer {
  /** The answer's headers. */
  readonly headers: Headers;
  /** The parsed JSON. */
  readonly body: unknown;
  /** When it was computed, where that is not now: ISO 8601. */
  readonly computedAt?: string;
}

/** Time for a cancellation, in milliseconds: the caller is leaving. */
const CANCEL_MS = 2_000;

/**
 * Asks, waiting for a turn among the client's queries. The same question
 * asked twice at the same time is sent once.
 */
export async function askNode(
  connection: Connection,
  node: QueryNode,
  options: AskOptions,
): Promise<RawAnswer> {
  const { refresh, name, timeoutMs = Infinity } = options;
  const key = JSON.stringify([node, refresh, name, timeoutMs]);
  return await within(
    timeoutMs,
    options.signal,
    (ms) => tookTooLong("query PostHog", ms),
    (waiting) =>
      connection.answers(key, waiting, (signal) =>
        connection.gate(
          () => persist(connection, node, { ...options, signal }),
          signal,
        )),
  );
}

/** Asks in one request; what is too slow for that is asked asynchronously. */
async function persist(
  connection: Connection,
  node: QueryNode,
  options: AskOptions,
): Promise<RawAnswer> {
  try {
    return await post(connection, node, options);
  } catch (error) {
    const isTooSlow = error instanceof TimeoutError && error.status;
    if (!isTooSlow || options.refresh) throw error;
    return await post(connection, node, { ...options, refresh: "force_async" });
  }
}

async function post(
  connection: Connection,
  node: QueryNode,
  options: AskOptions,
): Promise<RawAnswer> {
  const { name, refresh = "blocking", signal, timeoutMs } = options;
  const id = crypto.randomUUID();
  try {
    const { body, headers } = await connection.project(["query"], {
      action: "query PostHog",
      method: "POST",
      json: { query: node, refresh, client_query_id: id, name },
      endpoint: "query",
      timeoutMs,
      signal,
    });
    const status = statusOf(body);
    // Stale rows may come with the status of a refresh: they are an answer.
    return status && !Array.isArray(Object(body)["results"])
      ? await pollQuery(connection, status, options)
      : { headers, body };
  } catch (error) {
    // The server may still be working, and for nobody.
    const isTimeout = isPostHogError(error) && error.code === "client_timeout";
    if (isTimeout || signal?.aborted) await cancel(connection, id);
    throw error;
  }
}

async function cancel(connection: Connection, id: string): Promise<void> {
  try {
    await connection.project(["query", id], {
      action: "cancel a query",
      method: "DELETE",
      timeoutMs: CANCEL_MS,
    });
  } catch (error) {
    // The caller is leaving already, with the reason for it.
    if (!isPostHogError(error)) throw error;
  }
}
