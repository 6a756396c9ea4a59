/**
 * What can go wrong with a run, as data.
 *
 * @module
 */

/** One word for each way in which a run can fail. */
export type RunErrorKind =
  /** A parameter of a template is missing, unknown or ill-typed. */
  | "parameter"
  /** There is no such template, or its text cannot be filled in. */
  | "render"
  /** The script, or HogQL that can be seen in it, cannot be right. */
  | "syntax"
  /** No sandbox could be had. */
  | "sandbox_start"
  /** The script did not get into the sandbox. */
  | "upload"
  /** The script threw. */
  | "script"
  /** It took longer than its time budget. */
  | "timeout"
  /** Something ended it from outside. */
  | "killed"
  /** It took more memory than it may. */
  | "out_of_memory"
  /** It printed more than it may. */
  | "output_flood"
  /** The sandbox was gone before the end. */
  | "sandbox_lost"
  /** It ended well, but what it left is not a result. */
  | "bad_result"
  /** It took more from PostHog than it may. */
  | "budget_exceeded"
  /** The caller gave up. */
  | "aborted";

/** What is known about a failure beside its kind and message. */
export interface RunErrorFacts {
  /** What to do next, one sentence. */
  readonly hint?: string | undefined;
  /** The cause in one word, where the driver or the check gave one. */
  readonly code?: string | undefined;
  /** The HTTP status, where PostHog answered with one. */
  readonly status?: number | undefined;
  /** Machine-readable facts, such as the field or the nearest valid name. */
  readonly details?: unknown;
  /** Line in the author's own text, counted from 1. */
  readonly line?: number | undefined;
  /** Column in that line, counted from 1. */
  readonly column?: number | undefined;
  /** The author's own frames of the stack. */
  readonly stack?: string | undefined;
}

/** Why a run failed. Plain JSON. */
export interface RunError extends RunErrorFacts {
  /** The way in which it failed. */
  readonly kind: RunErrorKind;
  /** What was attempted and what was found. */
  readonly message: string;
  /** The last of what the script printed. */
  readonly stdoutTail: string;
  /** The last of its complaints. */
  readonly stderrTail: string;
}

/** Ends a run from within the executor; callers only ever see its data. */
export class RunFailure extends Error {
  override readonly name = "RunFailure";
  readonly kind: RunErrorKind;
  readonly facts: RunErrorFacts;

  constructor(kind: RunErrorKind, message: string, facts: RunErrorFacts = {}) {
    super(message);
    this.kind = kind;
    this.facts = facts;
  }

  /** The failure as callers see it. */
  toRunError(tails = { stdoutTail: "", stderrTail: "" }): RunError {
    return { kind: this.kind, message: this.message, ...this.facts, ...tails };
  }
}

/** A sentence about an error of any kind, with its causes. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : ` (${reasonOf(error.cause)})`;
  return error.message + cause;
}

/** What an adapter's error tells beside its message: `hint` and `code`. */
export function adviceOf(error: unknown): RunErrorFacts {
  if (!(error instanceof Error)) return {};
  const hint = "hint" in error && typeof error.hint === "string"
    ? { hint: error.hint }
    : {};
  const code = "code" in error && typeof error.code === "string"
    ? { code: error.code }
    : {};
  return { ...hint, ...code };
}
