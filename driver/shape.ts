/**
 * Shapes of values from outside. A shape reads what it declares and drops the
 * rest, so that a type says what was checked.
 *
 * @module
 */

import { isNumber, isObject, isText } from "./kinds.ts";

/** Reads a value at a place; throws {@linkcode Mismatch} where it is another. */
export type Shape<T> = (value: unknown, place: string) => T;

/** What a shape reads. */
export type Shaped<S> = S extends Shape<infer T> ? T : never;

/** A value that is not what was expected. */
export class Mismatch extends Error {
  /** Where it is, with dots; empty for the whole. */
  readonly place: string;
  /** What was expected, in words. */
  readonly expected: string;

  constructor(value: unknown, place: string, expected: string) {
    const found = value === null ? value : typeof value;
    super(`${place ? `"${place}"` : "it"} is ${found}, expected ${expected}`);
    this.place = place;
    this.expected = expected;
  }
}

/** A value that passes a test, and what it is in words. */
export function tested<T>(
  isGood: (value: unknown) => boolean,
  expected: string,
): Shape<T> {
  return (value, place) => {
    if (isGood(value)) return value as T;
    throw new Mismatch(value, place, expected);
  };
}

/** A text. */
export const Text: Shape<string> = tested(isText, "a text");

/** A number. */
export const Num: Shape<number> = tested(isNumber, "a number");

/** A yes or a no. */
export const Flag: Shape<boolean> = tested(
  (value) => typeof value === "boolean",
  "true or false",
);

/** An object with any fields. */
export const Fields: Shape<Record<string, unknown>> = tested(
  isObject,
  "an object",
);

/** A list of anything. */
export const List: Shape<unknown[]> = tested(Array.isArray, "a list");

/** A list of texts. */
export const Texts: Shape<string[]> = listOf(isText, "texts");

/** A list of objects with any fields. */
export const Objects: Shape<Record<string, unknown>[]> = listOf(
  isObject,
  "objects",
);

/** A list whose items pass a test. */
export function listOf<T>(
  isGood: (item: unknown) => boolean,
  items: string,
): Shape<T[]> {
  return tested(
    (value) => Array.isArray(value) && value.every((item) => isGood(item)),
    `a list of ${items}`,
  );
}

/** A value that may be missing, and what stands for it then. */
export function nullish<T>(shape: Shape<T>): Shape<T | undefined>;
export function nullish<T, Fallback>(
  shape: Shape<T>,
  fallback: Fallback,
): Shape<T | Fallback>;
export function nullish<T>(shape: Shape<T>, fallback?: unknown) {
  return (value: unknown, place: string) =>
    value === null || value === undefined ? fallback : shape(value, place);
}

/**
 * An object with these fields.
 *
 * @example
 * ```ts
 * import { nullish, Num, object, Text } from "./shape.ts";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const Person = object({ name: Text, age: nullish(Num, null) });
 * assertEquals(Person({ name: "Ada", key: "b" }, ""), { name: "Ada", age: null });
 * assertThrows(
 *   () => Person({ name: 1 }, ""),
 *   Error,
 *   '"name" is number, expected a text',
 * );
 * ```
 */
export function object<S extends Readonly<Record<string, Shape<unknown>>>>(
  shapes: S,
): Shape<{ [Name in keyof S]: Shaped<S[Name]> }> {
  return (value, place) => {
    const fields = Fields(value, place);
    const read = Object.entries(shapes).map(([name, shape]) => [
      name,
      shape(fields[name], place ? `${place}.${name}` : name),
    ]);
    return Object.fromEntries(read);
  };
}

/**
 * The value where it has the shape, else nothing.
 *
 * @example
 * ```ts
 * import { fit, Texts } from "./shape.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(fit(Texts, ["a"]), ["a"]);
 * assertEquals(fit(Texts, ["a", 1]), undefined);
 * ```
 */
export function fit<T>(shape: Shape<T>, value: unknown): T | undefined {
  try {
    return shape(value, "");
  } catch {
    return undefined;
  }
}
