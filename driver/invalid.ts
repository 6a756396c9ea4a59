/**
 * The error for what a caller passed in.
 *
 * @module
 */

import { ValidationError } from "./errors.ts";

/** Makes the error: what was attempted and found, one word for it, what to do, and which argument. */
export function invalid(
  message: string,
  code: string,
  hint: string,
  field: string,
): ValidationError {
  return new ValidationError(message, { code, hint, details: { field } });
}
