/**
 * How the driver words its errors.
 *
 * @module
 */

import { TimeoutError, ValidationError } from "./errors.ts";
import { given } from "./kinds.ts";
import type { PostHogErrorFields } from "./posthog_error.ts";

/**
 * Makes an error: what was attempted ("Cannot …"), what was found, one word
 * for it, what to do next, and what else is known.
 */
export function failure<E>(
  kind: new (message: string, fields: PostHogErrorFields) => E,
  action: string,
  found: string,
  code: string,
  hint: string,
  more?: Omit<PostHogErrorFields, "code" | "hint">,
): E {
  return new kind(`Cannot ${action}: ${found}`, { ...more, code, hint });
}

/** The error for what a caller passed in, with the argument it is about. */
export function invalid(
  action: string,
  found: string,
  code: string,
  hint: string,
  field?: string,
): ValidationError {
  const details = given({ field });
  return failure(ValidationError, action, found, code, hint, { details });
}

/** The error for an option that must be something else. */
export function wrongOption(
  action: string,
  option: string,
  expected: string,
): ValidationError {
  return invalid(
    action,
    `option "${option}" must be ${expected}`,
    "invalid_option",
    `Correct the option "${option}"`,
    option,
  );
}

/** The error for what took longer than a caller allowed. */
export function tookTooLong(
  action: string,
  timeoutMs: number,
  retryable = false,
): TimeoutError {
  return failure(
    TimeoutError,
    action,
    `no whole answer within ${timeoutMs} ms`,
    "client_timeout",
    "Ask for less, or raise timeoutMs",
    { retryable },
  );
}
