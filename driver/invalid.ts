/**
 * The error for what a caller passed in.
 *
 * @module
 */

import { ValidationError } from "./errors.ts";

/** Makes the error: what was attempted and found, one word for it, what to do, and which argument it is about. */
export function invalid(
  message: string,
  code: string,
  hint: string,
  field?: string,
): ValidationError {
  const details = field === undefined ? {} : { field };
  return new ValidationError(message, { code, hint, details });
}
