/**
 * From what a caller gives to what a script gets.
 *
 * @module
 */

import { coerce } from "./coerce.ts";
import { ParameterError } from "./errors.ts";
import { expected } from "./expected.ts";
import type { JsonValue } from "./literal.ts";
import { nearest } from "./nearest.ts";
import { type ParameterSchema, parameterSchema } from "./parameter_schema.ts";
import type { Template } from "./template.ts";

/** Levels of nesting beyond which a value is refused instead of the stack overflowing. */
const MAX_DEPTH = 100;

/**
 * Checks parameters, reads texts as the types wanted, and fills in defaults.
 * Keys come in the order of the definition.
 *
 * @throws {ParameterError} for the first parameter that is wrong
 *
 * @example
 * ```ts
 * import { parseParameters, templates } from "@posthog-driver/posthog-driver/templates";
 * import { assertEquals } from "@std/assert";
 *
 * const template = templates.get("identify_power_users");
 * assertEquals(parseParameters(template, { days: "7" })["days"], 7);
 * ```
 */
export function parseParameters(
  template: Template,
  given: Readonly<Record<string, unknown>> = {},
): Record<string, JsonValue> {
  const { properties } = parameterSchema(template);
  refuseUnknown(template, given, Object.keys(properties));
  const read: Record<string, unknown> = {};
  for (const [field, schema] of Object.entries(properties)) {
    if (given[field] !== undefined) read[field] = coerce(given[field], schema);
  }
  const parsed = template.parameters.safeParse(read);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path ?? [];
    throw wrong(template, path, read, parsed.error.issues[0]?.message);
  }
  const result: Record<string, JsonValue> = {};
  for (const field of Object.keys(properties)) {
    const value: unknown = parsed.data[field];
    if (value === undefined) continue;
    if (!isJson(value)) throw wrong(template, [field], read);
    result[field] = value;
  }
  return result;
}

function refuseUnknown(
  template: Template,
  given: Readonly<Record<string, unknown>>,
  known: readonly string[],
): void {
  const field = Object.keys(given).find((name) => !known.includes(name));
  if (field === undefined) return;
  const meant = nearest(field, known);
  throw new ParameterError({
    template: template.name,
    field,
    expected: known.length === 0
      ? "absent, as this template takes no parameters"
      : `one of the parameters ${known.join(", ")}` +
        (meant === undefined ? "" : ` (did you mean "${meant}"?)`),
    found: "an unknown name",
  });
}

function wrong(
  template: Template,
  path: readonly PropertyKey[],
  read: Readonly<Record<string, unknown>>,
  message?: string,
): ParameterError {
  const field = String(path[0]);
  const schema = parameterSchema(template).properties[field] ?? {};
  const inner = schemaAt(schema, path.slice(1));
  const found = valueAt(read, path);
  const words = inner === undefined ? message ?? "valid" : expected(inner);
  return new ParameterError({
    template: template.name,
    field: writePath(path),
    expected: custom(message) ?? words,
    example: exampleOf(inner ?? {}) ?? exampleOf(schema) ??
      template.example[field],
    ...(found === undefined ? {} : { found: shorten(found) }),
  });
}

/** A message of our own schemas begins in lower case and reads on after "must be". */
function custom(message: string | undefined): string | undefined {
  return message !== undefined && /^[a-z]/.test(message) ? message : undefined;
}

function schemaAt(
  schema: ParameterSchema,
  path: readonly PropertyKey[],
): ParameterSchema | undefined {
  let at: ParameterSchema | undefined = schema;
  for (const step of path) {
    at = typeof step === "number"
      ? at?.items
      : (at?.["properties"] as Record<string, ParameterSchema> | undefined)
        ?.[String(step)];
  }
  return at;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, step) =>
      typeof at === "object" && at !== null ? Reflect.get(at, step) : undefined,
    value,
  );
}

function writePath(path: readonly PropertyKey[]): string {
  return path.map((step, i) =>
    typeof step === "number" ? `[${step}]` : i === 0 ? step : `.${String(step)}`
  ).join("");
}

function exampleOf(schema: ParameterSchema): unknown {
  return schema.examples?.[0] ?? schema.default ?? undefined;
}

function shorten(value: unknown): string {
  if (!isJson(value)) return `a ${typeof value} that JSON cannot carry`;
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** Whether a value survives JSON unchanged: plain, finite, acyclic, not too deep. */
function isJson(value: unknown, depth = 0): value is JsonValue {
  if (value === null || typeof value === "string") return true;
  if (typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.every((v) => isJson(v, depth + 1));
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every((v) => isJson(v, depth + 1));
}
