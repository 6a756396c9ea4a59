/**
 * Sums up the envelopes of a run's queries.
 *
 * @module
 */

import type { Envelope } from "../driver/envelope.ts";
import { hostsOf } from "../driver/hosts.ts";
import type { RunEnvelope } from "./result.ts";

/** The envelope of a run that asked nothing. */
const NOTHING_ASKED: RunEnvelope = {
  rows: 0,
  truncated: false,
  limit: null,
  asOf: null,
  engine: null,
  elapsedMs: 0,
  timezone: null,
  warnings: [],
  queries: [],
};

/**
 * One envelope for all queries: as cut as the most cut of them, as old as the
 * oldest. `apiUrl` is the PostHog behind whatever stood between.
 */
export function runEnvelope(
  envelopes: readonly Envelope[],
  apiUrl: string,
  warnings: readonly string[] = [],
): RunEnvelope {
  const queries = envelopes.map((envelope) => unveiled(envelope, apiUrl));
  const [first] = queries;
  if (first === undefined) return { ...NOTHING_ASKED, warnings };
  const cut = queries.filter((query) => query.truncated !== false);
  const limits = (cut.length > 0 ? cut : queries).map((query) => query.limit)
    .filter((limit) => limit !== null);
  return {
    rows: sum(queries.map((query) => query.rows)),
    truncated: cut.some((query) => query.truncated)
      ? true
      : cut.length > 0
      ? null
      : false,
    limit: limits.length > 0 ? Math.min(...limits) : null,
    asOf: queries.map((query) => query.asOf).reduce((a, b) => a < b ? a : b),
    engine: first.engine,
    elapsedMs: sum(queries.map((query) => query.elapsedMs)),
    timezone: queries.find((query) => query.timezone !== null)?.timezone ??
      null,
    warnings: [
      ...new Set([...queries.flatMap((query) => query.warnings), ...warnings]),
    ],
    queries,
  };
}

/** A driver behind a gateway sees the gateway; the reader wants PostHog. */
function unveiled(envelope: Envelope, apiUrl: string): Envelope {
  const hosts = hostsOf(apiUrl);
  const name = envelope.engine.name === "posthog-embedded"
    ? envelope.engine.name
    : hosts.isCloud
    ? "posthog-cloud"
    : "posthog-self-hosted";
  const url = new URL(hosts.api).origin;
  return { ...envelope, engine: { ...envelope.engine, name, url } };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
