/**
 * Answers are checked before they are believed.
 *
 * @module
 */

import * as v from "valibot";
import { ConnectionError } from "./errors.ts";

/**
 * Parses an answer.
 *
 * @throws {ConnectionError} When it has another shape, with the place.
 */
export function parseWire<S extends v.GenericSchema>(
  what: string,
  schema: S,
  body: unknown,
): v.InferOutput<S> {
  const parsed = v.safeParse(schema, body);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const place = v.getDotPath(issue);
  throw unexpected(
    what,
    `${place === null ? "it" : `"${place}"`} is ${issue.received}, expected ${
      issue.expected ?? "something else"
    }`,
  );
}

/** The error for an answer of another shape. */
export function unexpected(what: string, found: string): ConnectionError {
  return new ConnectionError(`Cannot read ${what}: ${found}`, {
    code: "unexpected_answer",
    hint: "Check that the API URL is PostHog's, and its version",
  });
}
