/**
 * What can go wrong with E2B, in our words.
 *
 * @module
 */

/** One word per cause. */
export type E2BErrorCode =
  | "aborted"
  | "busy"
  | "forbidden"
  | "invalid_request"
  | "limited"
  | "no_space"
  | "posthog_out_of_reach"
  | "rules_unavailable"
  | "sandbox_lost"
  | "secrets_unavailable"
  | "template_missing"
  | "template_outdated"
  | "unauthorized"
  | "unreachable";

/** What an {@linkcode E2BError} is made of. */
export interface E2BErrorInit {
  /** What to do next. */
  readonly hint: string;
  /** Whether the same may succeed a little later. */
  readonly retryable?: boolean;
  /** What it came from. */
  readonly cause?: unknown;
}

/**
 * Something E2B, or the line to it, did not do. The message never holds a
 * credential.
 *
 * @example
 * ```ts
 * import { E2BError } from "@posthog-driver/posthog-driver/executor";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new E2BError("limited", "Cannot create a sandbox: 20 run", {
 *   hint: "Run fewer at a time",
 *   retryable: true,
 * });
 * assertEquals([error.code, error.retryable], ["limited", true]);
 * ```
 */
export class E2BError extends Error {
  /** One word for the cause. */
  readonly code: E2BErrorCode;
  /** What to do next. */
  readonly hint: string;
  /** Whether the same may succeed a little later. */
  readonly retryable: boolean;

  /** An error with that code, a message for people and what to do next. */
  constructor(
    code: E2BErrorCode,
    message: string,
    { hint, retryable = false, cause }: E2BErrorInit,
  ) {
    super(message, { cause });
    this.name = "E2BError";
    this.code = code;
    this.hint = hint;
    this.retryable = retryable;
  }
}
