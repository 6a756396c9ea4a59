/**
 * Makes the envelope of an answer.
 *
 * @module
 */

import type { Connection } from "./connection.ts";
import type { Envelope } from "./envelope.ts";
import { engineOf } from "./hosts.ts";
import { hashOf } from "./query_hash.ts";

/** The header in which the embedded PostHog names itself. */
const ENGINE_HEADER = "x-posthog-engine";

/** What an envelope says of an answer unless told otherwise: nothing was left out. */
const PLAIN = {
  truncated: false,
  limit: null,
  hogql: null,
  timezone: null,
  warnings: [],
};

/** What the envelope is made from. */
export interface AnswerOrigin extends
  Pick<Envelope, "rows">,
  Partial<
    Pick<Envelope, "truncated" | "limit" | "hogql" | "timezone" | "warnings">
  > {
  /** What was asked; its hash names the question. */
  readonly question: unknown;
  /** When the first request was sent, in milliseconds. */
  readonly startedAt: number;
  /** Headers of the last answer. */
  readonly headers: Headers;
  /** When the server computed it, if not now. */
  readonly computedAt?: string | null | undefined;
}

/** Makes the envelope and tells the client's observer. */
export async function sealEnvelope(
  connection: Connection,
  { question, startedAt, headers, computedAt, ...truth }: AnswerOrigin,
): Promise<Envelope> {
  const { hosts, now, observe } = connection.settings;
  const finishedAt = now();
  const envelope = {
    ...PLAIN,
    ...truth,
    asOf: new Date(Date.parse(computedAt ?? "") || finishedAt).toISOString(),
    engine: engineOf(hosts, headers.get(ENGINE_HEADER)),
    queryHash: await hashOf(question),
    elapsedMs: Math.max(0, Math.round(finishedAt - startedAt)),
  };
  observe(envelope);
  return envelope;
}
