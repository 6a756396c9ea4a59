/**
 * Queries that PostHog runs in the background.
 *
 * @module
 */

import type { Connection } from "./connection.ts";
import { ObjectNotFoundError, TimeoutError } from "./errors.ts";
import { failure, tookTooLong } from "./failure.ts";
import type { AskOptions, RawAnswer } from "./query_request.ts";
import { fit, Flag, nullish, Num, object, Text } from "./shape.ts";

/** How far a query has come. */
export interface QueryProgress {
  /** Rows read so far. */
  readonly rowsRead: number;
  /** Rows it will read, as far as ClickHouse can tell. */
  readonly rowsTotal: number | null;
  /** Bytes read so far. */
  readonly bytesRead: number;
}

/** What PostHog says about a running query. */
export interface QueryStatus {
  readonly id: string;
  readonly complete: boolean;
  readonly results: unknown;
  readonly query_progress: {
    readonly rows_read: number;
    readonly estimated_rows_total: number | null;
    readonly bytes_read: number;
  } | undefined;
}

const Progress = object({
  rows_read: nullish(Num, 0),
  estimated_rows_total: nullish(Num, null),
  bytes_read: nullish(Num, 0),
});

const Body = object({
  query_status: object({
    id: Text,
    complete: Flag,
    results: (value) => value,
    query_progress: nullish(Progress),
  }),
});

/** PostHog forgets a query's status after ten minutes. */
const MAX_POLL_MS = 600_000;

/** Pauses grow from the first to the second, in milliseconds. */
const FIRST_PAUSE_MS = 250;
const LAST_PAUSE_MS = 2_000;

/** The status in an answer, where there is one. */
export function statusOf(body: unknown): QueryStatus | undefined {
  return fit(Body, body)?.query_status;
}

/** Waits for a query; its answer looks like that of a direct one. */
export async function pollQuery(
  connection: Connection,
  first: QueryStatus,
  options: AskOptions,
): Promise<RawAnswer> {
  const { signal, onProgress, timeoutMs = MAX_POLL_MS } = options;
  const { delay, now } = connection.settings;
  const end = now() + timeoutMs;
  let headers = new Headers();
  let status = first;
  let pause = FIRST_PAUSE_MS;
  while (!status.complete) {
    if (now() >= end) throw tookTooLong("query PostHog", timeoutMs);
    await delay(pause, signal);
    pause = Math.min(pause * 1.5, LAST_PAUSE_MS);
    const reply = await look(connection, first.id, signal);
    headers = reply.headers;
    status = statusOf(reply.body) ?? status;
    const { query_progress: progress } = status;
    if (progress) {
      onProgress?.({
        rowsRead: progress.rows_read,
        rowsTotal: progress.estimated_rows_total,
        bytesRead: progress.bytes_read,
      });
    }
  }
  return { headers, body: status.results };
}

async function look(
  connection: Connection,
  id: string,
  signal: AbortSignal | undefined,
) {
  try {
    return await connection.project(["query", id], {
      action: "query PostHog",
      search: { show_progress: true },
      endpoint: "query",
      signal,
    });
  } catch (error) {
    if (error instanceof ObjectNotFoundError && error.status === 404) {
      throw failure(
        TimeoutError,
        "query PostHog",
        "the server forgot the query before its answer was fetched",
        "query_expired",
        "Run it again, over a narrower time range",
        { status: 404, retryable: true, cause: error },
      );
    }
    throw error;
  }
}
