/**
 * Gathers what is known about a run into its result.
 *
 * @module
 */

import type { Lease } from "./pool.ts";
import type { RunResult } from "./result.ts";
import type { Verdict } from "./run.ts";
import type { RunFailure } from "./run_error.ts";
import { runEnvelope } from "./run_envelope.ts";
import type { PostHogConnection } from "./sandbox.ts";
import type { Script } from "./script.ts";

/** A run under way: how far it got is what is set. */
export interface Attempt {
  /** Its id. */
  readonly id: string;
  /** When it was asked for, by the monotonic clock. */
  readonly startedAt: number;
  /** What to run. */
  script?: Script;
  /** SHA-256 (hex) of the driver that went with it. */
  driverHash?: string;
  /** Where. */
  lease?: Lease;
  /** What became of it. */
  verdict?: Verdict;
  /** What ended it before there was a verdict. */
  failure?: RunFailure;
}

/** An id that sorts by time and is unique without a register. */
export function newRunId(now: Date = new Date()): string {
  const time = now.toISOString().replaceAll(/[-:]|\..*/g, "");
  return `${time}-${crypto.randomUUID().slice(0, 8)}`;
}

/** The result of an attempt, whatever came of it. */
export function report(
  { id, startedAt, script, lease, verdict, failure }: Attempt,
  { apiUrl }: PostHogConnection,
  provider: "local" | "e2b",
): RunResult {
  const wrong = failure ?? verdict?.failure;
  const file = verdict?.file;
  return {
    success: wrong === undefined,
    result: wrong === undefined ? verdict?.result : undefined,
    output: verdict?.output.log ?? "",
    error: wrong?.toRunError(verdict?.output.tails),
    description: script?.description ?? "nothing that could be run",
    durationMs: Math.round(performance.now() - startedAt),
    envelope: runEnvelope(file?.envelopes ?? [], apiUrl, file?.warnings),
    usage: file?.usage ?? { requests: 0, rows: 0, bytes: 0, writes: 0 },
    sandbox: lease === undefined
      ? undefined
      : { id: lease.sandbox.id, provider, reused: lease.isReused },
    runId: id,
    artifacts: verdict?.artifacts ?? [],
  };
}
