/**
 * Properties: values inside JSON text.
 *
 * @module
 */

import type { PropertyScope } from "./context.ts";
import { HogQLError } from "./errors.ts";
import { stringLiteral } from "./literal.ts";
import type { Printed } from "./printed.ts";
import type { Compilation } from "./compilation.ts";
import { propertyType } from "./property_types.ts";
import { type HogQLType, nullable, of } from "./type.ts";

const TEXT: HogQLType = nullable(of("String"));

/**
 * The value at a path as PostHog gives it: NULL when missing or null, a string
 * without its quotes (what is escaped inside stays escaped), anything else as
 * its JSON text. A property definition decides the type of a single key.
 */
export function printProperty(
  object: string,
  path: readonly (string | number)[],
  scope: PropertyScope,
  compilation: Compilation,
): Printed {
  const keys = path.map(printKey).join(", ");
  const raw = `JSONExtractRaw(${object}, ${keys})`;
  const text =
    `if(startsWith(${raw}, '"'), substring(${raw}, 2, length(${raw}) - 2), nullIf(nullIf(${raw}, ''), 'null'))`;
  const [first] = path;
  const defined = path.length === 1 && typeof first === "string"
    ? propertyType(scope, first, compilation.context)
    : undefined;
  const zone = stringLiteral(compilation.timezone);
  switch (defined) {
    case "Numeric":
      return {
        sql: `accurateCastOrNull(${text}, 'Float64')`,
        type: nullable(of("Float")),
      };
    case "Boolean":
      return {
        sql:
          `toBool(transform(toString(${text}), ['true', 'false'], [1, 0], NULL))`,
        type: nullable(of("Boolean")),
      };
    case "DateTime":
      return {
        sql: `parseDateTime64BestEffortOrNull(${text}, 6, ${zone})`,
        type: nullable(of("DateTime")),
      };
    default:
      return {
        sql: text,
        type: { ...TEXT, json: "other" },
        plain: `JSONExtractString(${object}, ${keys})`,
        property: { object, path },
      };
  }
}

function printKey(key: string | number): string {
  if (typeof key === "string") return stringLiteral(key);
  if (key === 0) {
    throw new HogQLError(
      "SQL indexes start from one, not from zero. E.g: array[1]",
    );
  }
  return String(key);
}
