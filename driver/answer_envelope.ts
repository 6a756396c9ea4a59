/**
 * Makes the envelope of an answer.
 *
 * @module
 */

import type { Connection } from "./connection.ts";
import type { Envelope } from "./envelope.ts";
import { engineOf } from "./hosts.ts";

/** The header in which the embedded PostHog names itself. */
const ENGINE_HEADER = "x-posthog-engine";

/** What the envelope is made from. */
export interface AnswerOrigin {
  /** Rows that are given to the caller. */
  readonly rows: number;
  /** Whether more exist. */
  readonly truncated: boolean | null;
  /** The limit in force. */
  readonly limit: number | null;
  /** Name of the question. */
  readonly queryHash: string;
  /** When the first request was sent, in milliseconds. */
  readonly startedAt: number;
  /** Headers of the last answer. */
  readonly headers: Headers;
  /** The printed HogQL. */
  readonly hogql?: string | null;
  /** When the server computed it, if not now. */
  readonly computedAt?: string | null;
  /** The project's time zone. */
  readonly timezone?: string | null;
  /** What to tell the reader. */
  readonly warnings?: readonly string[];
}

/** Makes the envelope and tells the client's observer. */
export function sealEnvelope(
  connection: Connection,
  origin: AnswerOrigin,
): Envelope {
  const { hosts, now } = connection.settings;
  const finishedAt = now();
  return connection.finish({
    rows: origin.rows,
    truncated: origin.truncated,
    limit: origin.limit,
    asOf: instantOf(origin.computedAt, finishedAt),
    engine: engineOf(hosts, origin.headers.get(ENGINE_HEADER)),
    hogql: origin.hogql ?? null,
    queryHash: origin.queryHash,
    elapsedMs: Math.max(0, Math.round(finishedAt - origin.startedAt)),
    timezone: origin.timezone ?? null,
    warnings: origin.warnings ?? [],
  });
}

function instantOf(text: string | null | undefined, now: number): string {
  const time = text === null || text === undefined ? NaN : Date.parse(text);
  return new Date(Number.isNaN(time) ? now : time).toISOString();
}
