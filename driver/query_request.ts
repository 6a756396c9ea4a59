/**
 * One question to the query endpoint, of any kind.
 *
 * @module
 */

import type { Connection } from "./connection.ts";

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
   * How PostHog may use its cache.
   * @default {"blocking"}
   */
  readonly refresh?: RefreshMode;
  /** Time for the answer, in milliseconds. Default: the client's `timeoutMs`. */
  readonly timeoutMs?: number;
  /** Gives up, and cancels the query on the server. */
  readonly signal?: AbortSignal;
  /** A label that PostHog shows in its query log. */
  readonly name?: string;
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
  readonly computedAt: string | null;
}

/** Asks, waiting for a turn among the client's queries. */
export async function askNode(
  connection: Connection,
  node: QueryNode,
  options: AskOptions,
): Promise<RawAnswer> {
  const { name, refresh = "blocking", signal, timeoutMs } = options;
  const reply = await connection.gate.run(() =>
    connection.project(["query"], {
      action: "query PostHog",
      method: "POST",
      json: {
        query: node,
        refresh,
        client_query_id: crypto.randomUUID(),
        ...(name === undefined ? {} : { name }),
      },
      endpoint: "query",
      repeatable: true,
      timeoutMs,
      signal,
    }), signal);
  return { headers: reply.headers, body: reply.body, computedAt: null };
}
