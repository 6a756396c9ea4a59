/**
 * What is written down about a run.
 *
 * @module
 */

import { sha256 } from "../digest.ts";
import type { Attempt } from "../report.ts";
import type { RunResult, SandboxFacts, Usage } from "../result.ts";
import type { RunErrorKind } from "../run_error.ts";

/** One query of a run. */
export interface AuditedQuery {
  /** SHA-256 (hex) of its text and values. */
  readonly queryHash: string;
  /** The HogQL that ran, as the server printed it. */
  readonly hogql: string | null;
  /** Rows that came. */
  readonly rows: number;
  /** Whether it was cut. */
  readonly truncated: boolean | null;
  /** How long it took, in milliseconds. */
  readonly elapsedMs: number;
}

/** One run, as the audit trail keeps it. Plain JSON, without any secret. */
export interface AuditRecord {
  /** Of this format. */
  readonly version: 1;
  /** When the run ended: ISO 8601, UTC. */
  readonly at: string;
  /** The run. */
  readonly runId: string;
  /** Name of the template; `null` for an author's own script. */
  readonly template: string | null;
  /** Whether the template changes anything; `null` where nobody said. */
  readonly writes: boolean | null;
  /** What it does, in a few words. */
  readonly description: string;
  /** What the script got as `params`. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The text that ran; `null` when it did not come to that. */
  readonly script: string | null;
  /** SHA-256 (hex) of that text. */
  readonly scriptHash: string | null;
  /** SHA-256 (hex) of the driver's bundle. */
  readonly driverHash: string | null;
  /** Where it ran. */
  readonly sandbox: SandboxFacts | null;
  /** What it asked. */
  readonly queries: readonly AuditedQuery[];
  /** What it took from PostHog. */
  readonly usage: Usage;
  /** SHA-256 (hex) of the result as JSON. */
  readonly resultDigest: string | null;
  /** Why there is no result. */
  readonly error:
    | { readonly kind: RunErrorKind; readonly message: string }
    | null;
  /** From call to result, in milliseconds. */
  readonly durationMs: number;
}

/** Writes down a run that has ended. */
export async function recordOf(
  { script, verdict, driverHash }: Attempt,
  run: RunResult,
  now: Date = new Date(),
): Promise<AuditRecord> {
  const { error } = run;
  return {
    version: 1,
    at: now.toISOString(),
    runId: run.runId,
    template: script?.template?.name ?? null,
    writes: script?.template?.writes ?? null,
    description: run.description,
    parameters: script?.parameters ?? {},
    script: script?.source ?? null,
    scriptHash: script === undefined ? null : await sha256(script.source),
    driverHash: driverHash ?? null,
    sandbox: run.sandbox ?? null,
    queries: run.envelope.queries.map(
      ({ queryHash, hogql, rows, truncated, elapsedMs }) => ({
        queryHash,
        hogql,
        rows,
        truncated,
        elapsedMs,
      }),
    ),
    usage: run.usage,
    // As the script returned it: a schema may have added defaults since.
    resultDigest: verdict?.file?.ok
      ? await sha256(JSON.stringify(verdict.file.result ?? null))
      : null,
    error: error === undefined
      ? null
      : { kind: error.kind, message: error.message },
    durationMs: run.durationMs,
  };
}
