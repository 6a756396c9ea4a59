/**
 * A template's parameters as JSON Schema, for tools and command lines.
 *
 * @module
 */

import { toJSONSchema } from "zod";
import type { Template } from "./template.ts";

/** JSON Schema of one parameter. */
export interface ParameterSchema {
  /** One type, or a type and `"null"`. */
  readonly type?: string | readonly string[];
  /** What it means, with its unit. */
  readonly description?: string;
  /** What is taken when it is not given. */
  readonly default?: unknown;
  /** Values worth trying. */
  readonly examples?: readonly unknown[];
  /** The only values. */
  readonly enum?: readonly unknown[];
  /** Of a list: what its items are. */
  readonly items?: ParameterSchema;
  /** Every other keyword of JSON Schema. */
  readonly [keyword: string]: unknown;
}

/** JSON Schema (draft 2020-12) of all parameters of a template. */
export interface ParametersSchema {
  /** Always an object. */
  readonly type: "object";
  /** One schema per parameter, in the order of the definition. */
  readonly properties: Readonly<Record<string, ParameterSchema>>;
  /** Parameters without a default. */
  readonly required: readonly string[];
  /** No parameter beside these. */
  readonly additionalProperties: false;
}

const cache = new WeakMap<Template, ParametersSchema>();

/**
 * Describes what a template takes, as JSON Schema.
 *
 * @example
 * ```ts
 * import { parameterSchema, templates } from "@posthog-driver/posthog-driver/templates";
 * import { assertEquals } from "@std/assert";
 *
 * const schema = parameterSchema(templates.get("identify_power_users"));
 * assertEquals(schema.properties["days"]?.type, "integer");
 * assertEquals(schema.required, []);
 * ```
 */
export function parameterSchema(template: Template): ParametersSchema {
  const known = cache.get(template);
  if (known !== undefined) return known;
  const schema = toJSONSchema(template.parameters, {
    io: "input",
    unrepresentable: "any",
    override: ({ jsonSchema }) => {
      joinNull(jsonSchema);
      leaveOutNoise(jsonSchema);
    },
  });
  // zod writes plain JSON Schema; these two keywords are what an object has.
  const result: ParametersSchema = {
    type: "object",
    properties: (schema.properties ?? {}) as Record<string, ParameterSchema>,
    required: schema.required ?? [],
    additionalProperties: false,
  };
  cache.set(template, result);
  return result;
}

/** `anyOf: [X, null]` says in many words what `type: [X, "null"]` says in few. */
function joinNull(schema: Record<string, unknown>): void {
  const { anyOf } = schema;
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return;
  const [first, second] = anyOf;
  if (second?.type !== "null" || typeof first?.type !== "string") return;
  delete schema["anyOf"];
  const outer = { ...schema };
  Object.assign(schema, first, outer, { type: [first.type, "null"] });
}

/** A format says it in one word; no number is larger than the largest. */
function leaveOutNoise(schema: Record<string, unknown>): void {
  if (schema["format"] !== undefined) delete schema["pattern"];
  if (schema["maximum"] === Number.MAX_SAFE_INTEGER) delete schema["maximum"];
}
