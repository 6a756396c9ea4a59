/**
 * An error that a person at a terminal can act on.
 *
 * @module
 */

import { EXIT, type ExitCode } from "./exit_code.ts";

/** What a {@linkcode Failure} knows beside its message. */
export interface FailureDetails {
  /** What the process exits with. */
  readonly exitCode: ExitCode;
  /** What to do next, one line each. */
  readonly next?: readonly string[];
  /** The place in a text, drawn under the message. */
  readonly excerpt?: string;
}

/**
 * Says what was attempted, what was found and what to do next.
 *
 * @example
 * ```ts
 * import { Failure } from "./failure.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const failure = new Failure('Unknown command "dmeo"', {
 *   exitCode: 2,
 *   next: ['Did you mean "demo"?'],
 * });
 * assertEquals(failure.exitCode, 2);
 * ```
 */
export class Failure extends Error {
  /** The class, by name. */
  override readonly name = "Failure";
  /** What the process exits with. */
  readonly exitCode: ExitCode;
  /** What to do next, one line each. */
  readonly next: readonly string[];
  /** The place in a text, drawn under the message; empty where there is none. */
  readonly excerpt: string;

  /** Takes the message and what goes with it. */
  constructor(message: string, details: FailureDetails) {
    super(message);
    this.exitCode = details.exitCode;
    this.next = details.next ?? [];
    this.excerpt = details.excerpt ?? "";
  }
}

/** A {@linkcode Failure} of the one who typed: exit code 2. */
export function usageFailure(message: string, ...next: string[]): Failure {
  return new Failure(message, { exitCode: EXIT.usage, next });
}
