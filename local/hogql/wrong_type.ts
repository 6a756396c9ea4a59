/**
 * Properties without a type, used as if they were numbers.
 *
 * @module
 */

import { HogQLError } from "./errors.ts";
import type { Printed } from "./printed.ts";

/** Aggregates and functions that only take numbers. */
const NUMERIC_FUNCTIONS: ReadonlySet<string> = new Set(
  ("sum avg median quantile quantiles quantileExact stddevPop stddevSamp varPop varSamp round floor ceil abs " +
    "sqrt log ln exp pow power sign trunc negate sumIf avgIf medianIf quantileIf quantilesIf")
    .split(" "),
);

/** Functions of arrays, whichever argument the array is. */
const ARRAY_FUNCTIONS: ReadonlySet<string> = new Set(
  ("arrayAll arrayAvg arrayCompact arrayConcat arrayCount arrayDistinct arrayElement arrayExists " +
    "arrayFilter arrayFirst arrayFlatten arrayJoin arrayLast arrayMap arrayMax arrayMin arrayReverse " +
    "arraySlice arraySort arrayStringConcat arraySum arrayUniq arrayZip has hasAll hasAny indexOf")
    .split(" "),
);

/**
 * Refuses arithmetic on text, as ClickHouse would, and says what to do.
 *
 * @throws {HogQLError} When a side is a property without a numeric definition
 */
export function refuseTextArithmetic(
  name: string,
  sides: readonly Printed[],
): void {
  const text = sides.find(isUntypedProperty);
  if (text === undefined) return;
  const types = sides.map(({ type }) => type.kind).join(" and ");
  const meant = sides.some(({ type }) => type.kind === "Interval")
    ? "toDateTime"
    : sides.every(({ type }) => type.kind === "String")
    ? "concat"
    : "toFloat";
  throw new HogQLError(
    `Illegal types ${types} of arguments of function ${name}. ${
      advice(text, meant)
    }`,
    { code: "illegal_type_of_argument" },
  );
}

/**
 * Refuses numeric functions of text and array functions of text, as ClickHouse
 * would, and says what to do.
 *
 * @throws {HogQLError} When the argument is a property without such a type
 */
export function refuseTextArgument(
  name: string,
  args: readonly Printed[],
): void {
  const [value] = args;
  if (ARRAY_FUNCTIONS.has(name)) return refuseTextAsArray(name, args);
  if (value === undefined || !NUMERIC_FUNCTIONS.has(name)) return;
  if (!isUntypedProperty(value)) return;
  throw new HogQLError(
    `Illegal type String of argument of function ${name}. ${advice(value)}`,
    { code: "illegal_type_of_argument" },
  );
}

function refuseTextAsArray(name: string, args: readonly Printed[]): void {
  const isSearched = /^(?:has|index)/.test(name);
  const text = (isSearched ? args.slice(0, 1) : args).find(isUntypedProperty);
  if (text === undefined) return;
  throw new HogQLError(
    `Illegal type String of argument of function ${name}: it must be an array. Property '${
      keyOf(text)
    }' is text: use JSONExtract(ifNull(${
      nameOf(text)
    }, '[]'), 'Array(String)'), or ${nameOf(text)}[1] for its first element`,
    { code: "illegal_type_of_argument" },
  );
}

/**
 * Refuses comparing text with a number or a truth value, as ClickHouse would.
 *
 * @throws {HogQLError} When a property without a definition meets such a constant
 */
export function refuseMixedComparison(left: Printed, right: Printed): void {
  for (const [side, other] of [[left, right], [right, left]] as const) {
    const { constant } = other;
    if (!isUntypedProperty(side)) continue;
    if (typeof constant !== "number" && typeof constant !== "boolean") continue;
    const hint = typeof constant === "boolean"
      ? `compare it with the text '${constant}'`
      : `use toFloat(${nameOf(side)})`;
    throw new HogQLError(
      `There is no supertype for types String, ${
        typeof constant === "boolean" ? "Bool" : "UInt8"
      }. Property '${
        keyOf(side)
      }' has no definition that makes it one: ${hint}`,
      { code: "no_common_type" },
    );
  }
}

function isUntypedProperty({ type, property }: Printed): boolean {
  return property !== undefined && type.kind === "String";
}

function keyOf({ property }: Printed): string {
  return property?.path.join(".") ?? "";
}

function nameOf(value: Printed): string {
  return `properties.${keyOf(value)}`;
}

function advice(value: Printed, meant = "toFloat"): string {
  const name = nameOf(value);
  if (meant === "concat") {
    return `Property '${keyOf(value)}' is text: use concat(${name}, …)`;
  }
  const type = meant === "toDateTime" ? "a time" : "a number";
  return `Property '${
    keyOf(value)
  }' has no definition that makes it ${type}: use ${meant}(${name})`;
}
