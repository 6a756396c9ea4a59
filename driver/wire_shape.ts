/**
 * Answers are checked before they are believed.
 *
 * @module
 */

import * as v from "valibot";
import { ConnectionError } from "./errors.ts";
import { failure } from "./failure.ts";
import { isNumber, isObject, isText } from "./kinds.ts";

/** Pieces of shapes, in the words that an error uses for them. */
type Piece<T> = v.CustomSchema<T, string>;

/** A text. */
export const Text: Piece<string> = v.custom(isText, "a text");

/** A number. */
export const Num: Piece<number> = v.custom(isNumber, "a number");

/** A yes or a no. */
export const Flag: Piece<boolean> = v.custom(
  (value) => typeof value === "boolean",
  "true or false",
);

/** An object with any fields. */
export const Fields: Piece<Record<string, unknown>> = v.custom(
  isObject,
  "an object",
);

/** A list of anything. */
export const List: Piece<unknown[]> = v.custom(Array.isArray, "a list");

/** A list of texts. */
export const Texts: Piece<string[]> = v.custom(
  (value) => Array.isArray(value) && value.every(isText),
  "a list of texts",
);

/** A list of objects with any fields. */
export const Objects: Piece<Record<string, unknown>[]> = v.custom(
  (value) => Array.isArray(value) && value.every(isObject),
  "a list of objects",
);

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
    `${place ? `"${place}"` : "it"} is ${issue.received}, expected ${
      issue.type === "custom" ? issue.message : issue.expected
    }`,
  );
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
