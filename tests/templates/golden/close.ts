/** Compares an answer with a second computation of it. */

import { assert, assertEquals } from "@std/assert";

/** Whether a number is another, rounded to four places, or to two at most. */
function isRounded(actual: number, exact: number): boolean {
  const difference = Math.abs(actual - exact);
  if (difference <= 0.000051) return true;
  const places = String(actual).split(".")[1]?.length ?? 0;
  return places <= 2 && difference <= 0.0051;
}

/**
 * Every member of `expected` must be in `actual`, and equal: whole numbers and
 * texts exactly, other numbers within the rounding of the answer. Lists of
 * objects count as sets, because their order is asserted elsewhere.
 */
export function assertClose(
  actual: unknown,
  expected: unknown,
  path = "answer",
): void {
  if (typeof expected === "number" && !Number.isInteger(expected)) {
    const near = typeof actual === "number" && isRounded(actual, expected);
    assert(near, `${path}: ${actual}, expected ${expected}`);
  } else if (Array.isArray(expected)) {
    assert(Array.isArray(actual), `${path} is no list`);
    assertEquals(actual.length, expected.length, `${path}: length`);
    const [mine, theirs] = [
      arrange(actual, expected),
      arrange(expected, expected),
    ];
    theirs.forEach((item, i) => assertClose(mine[i], item, `${path}[${i}]`));
  } else if (typeof expected === "object" && expected !== null) {
    for (const [key, value] of Object.entries(expected)) {
      assertClose(Reflect.get(Object(actual), key), value, `${path}.${key}`);
    }
  } else assertEquals(actual, expected, path);
}

/** In the order of all members but those that may be rounded. */
function arrange(
  list: readonly unknown[],
  like: readonly unknown[],
): readonly unknown[] {
  const keys = like.every((item) => typeof item === "object" && item !== null)
    ? [...new Set(like.flatMap((item) => Object.keys(item as object)))].filter(
      (key) =>
        like.every((item) => {
          const value = Reflect.get(item as object, key);
          return typeof value !== "number" || Number.isInteger(value);
        }),
    )
    : [];
  if (keys.length === 0) return list;
  const rank = (item: unknown) =>
    JSON.stringify(keys.map((key) => Reflect.get(Object(item), key)));
  return [...list].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}
