import type { RunErrorKind } from "@posthog-driver/posthog-driver/executor";

/** A script that tries to get out, and what must be said about it. */
export interface EscapeAttempt {
  /** What it tries. */
  readonly name: string;
  /** Body of an async function that gets `params`; it returns what it got. */
  readonly body: string;
  /** Must be in the error's message: what was refused. */
  readonly refused: RegExp;
  /** How the run ends; a script that is refused something throws. */
  readonly kind?: RunErrorKind;
  /** Whether it must have as much memory as a run has by default. */
  readonly isRoomy?: boolean;
  /** Statements before the function. */
  readonly imports?: string;
}

/** What Deno says of a read that is not allowed. */
export const READ: RegExp = /^NotCapable: Requires read access/;

/** What Deno says of a connection that is not allowed. */
export const NET: RegExp = /^NotCapable: Requires net access/;
