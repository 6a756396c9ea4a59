/**
 * Answers are checked before they are believed.
 *
 * @module
 */

import { ConnectionError } from "./errors.ts";
import { failure } from "./failure.ts";
import { Mismatch, type Shape } from "./shape.ts";

/**
 * Parses an answer.
 *
 * @throws {ConnectionError} When it has another shape, with the place.
 */
export function parseWire<T>(what: string, shape: Shape<T>, body: unknown): T {
  try {
    return shape(body, "");
  } catch (error) {
    throw error instanceof Mismatch ? unexpected(what, error.message) : error;
  }
}

/** The error for an answer of another shape. */
export function unexpected(what: string, found: string): ConnectionError {
  return failure(
    ConnectionError,
    `read ${what}`,
    found,
    "unexpected_answer",
    "Check that the API URL is PostHog's, and its version",
  );
}
