/**
 * What a run gives back.
 *
 * @module
 */

import type { Engine, Envelope } from "../driver/envelope.ts";
import type { ZodObject, ZodType } from "zod";
import type { Template } from "../templates/mod.ts";
import type { RunError } from "./run_error.ts";

/** A file that a run left behind, checked against its digest. */
export interface Artifact {
  /** As the script named it. */
  readonly name: string;
  /** Where it is now. */
  readonly path: string;
  /** Its size. */
  readonly bytes: number;
  /** Its digest, in hex. */
  readonly sha256: string;
}

/** The truth about a run: all its queries, and their sum. */
export interface RunEnvelope {
  /** Rows that all queries together brought. */
  readonly rows: number;
  /** `true` when any query was cut, `null` when that is not certain. */
  readonly truncated: boolean | null;
  /** The limit that cut, or the smallest in force; `null` where none was. */
  readonly limit: number | null;
  /** The oldest moment of which an answer speaks; `null` without a query. */
  readonly asOf: string | null;
  /** Who answered; `null` without a query. */
  readonly engine: Engine | null;
  /** Time spent on queries, in milliseconds. */
  readonly elapsedMs: number;
  /** The project's time zone, where the server told it. */
  readonly timezone: string | null;
  /** Every warning once. */
  readonly warnings: readonly string[];
  /** One envelope per query, in the order of their ends. */
  readonly queries: readonly Envelope[];
}

/** What was taken from PostHog. */
export interface Usage {
  /** HTTP requests. */
  readonly requests: number;
  /** Rows of query results. */
  readonly rows: number;
  /** Bytes of responses. */
  readonly bytes: number;
  /** Requests that may have changed the project. */
  readonly writes: number;
}

/** Where a run took place. */
export interface SandboxFacts {
  /** The sandbox's id. */
  readonly id: string;
  /** What kind it was. */
  readonly provider: "local" | "e2b";
  /** Whether an earlier run had warmed it up. */
  readonly reused: boolean;
}

/** What a template promises to return. */
export type ResultOf<T extends Template> = T extends
  Template<ZodObject, ZodType<infer Result>> ? Result : unknown;

/** What a run gives back, whether it went well or not. */
export interface RunResult<Result = unknown> {
  /** Whether there is a result. */
  readonly success: boolean;
  /** What the script returned; `undefined` after a failure. */
  readonly result: Result | undefined;
  /** What the script printed. */
  readonly output: string;
  /** What went wrong; `undefined` after success. */
  readonly error: RunError | undefined;
  /** What was run, in a few words. */
  readonly description: string;
  /** From call to result, in milliseconds. */
  readonly durationMs: number;
  /** How far the answer can be trusted. */
  readonly envelope: RunEnvelope;
  /** What was taken from PostHog. */
  readonly usage: Usage;
  /** Where it ran; `undefined` when it never got that far. */
  readonly sandbox: SandboxFacts | undefined;
  /** Names the run in the audit trail. */
  readonly runId: string;
  /** Files it left behind. */
  readonly artifacts: readonly Artifact[];
}
