/**
 * Between flags (`--key-event`) and parameters of a template (`key_event`).
 *
 * @module
 */

import {
  coerce,
  type ParameterSchema,
  parameterSchema,
  type Template,
} from "../templates/mod.ts";
import type { Flag, ParsedFlags } from "./flags.ts";
import { jsonObjectOf } from "./read_flags.ts";

/** Every parameter in one JSON object, also those that no flag can name. */
export const PARAMS: Flag = {
  name: "params",
  type: "string",
  placeholder: "JSON",
  summary: "Parameters as one JSON object; flags win over it",
};

/**
 * One flag per parameter, from the template's JSON Schema. A parameter whose
 * flag means something else to the command is left to `--params`.
 */
export function templateFlags(
  template: Template,
  taken: readonly Flag[],
): Flag[] {
  const { properties, required } = parameterSchema(template);
  return Object.entries(properties)
    .map(([name, schema]) =>
      templateFlag(name, schema, required.includes(name))
    )
    .filter(({ name }) => taken.every((flag) => flag.name !== name));
}

/** What the flags and `--params` say, for the template to check. */
export function templateParameters(
  template: Template,
  flags: ParsedFlags,
  offered: readonly Flag[],
): Record<string, unknown> {
  const parameters = jsonObjectOf(flags, "params") ?? {};
  const { properties } = parameterSchema(template);
  for (const [name, schema] of Object.entries(properties)) {
    const flag = kebab(name);
    if (offered.every((known) => known.name !== flag)) continue;
    const value = flagValue(flags, flag, schema);
    if (value !== undefined) parameters[name] = value;
  }
  return parameters;
}

function flagValue(
  flags: ParsedFlags,
  flag: string,
  schema: ParameterSchema,
): unknown {
  const yes = flags.bool(flag);
  if (yes !== undefined) return yes;
  const values = flags.all(flag);
  if (values.length < 2) return values[0];
  return values.map((value) => coerce(value, schema.items ?? {}));
}

function templateFlag(
  name: string,
  schema: ParameterSchema,
  required: boolean,
): Flag {
  const types = [schema.type ?? []].flat();
  return {
    name: kebab(name),
    type: schema.type === "boolean" ? "boolean" : "string",
    placeholder: placeholder(schema, types),
    summary: `${schema.description ?? ""}${note(schema, required)}`,
    repeatable: types.includes("array"),
  };
}

function note(schema: ParameterSchema, required: boolean): string {
  if (required) return " (required)";
  if (schema.default === undefined || schema.default === null) return "";
  return ` (default ${JSON.stringify(schema.default)})`;
}

function placeholder(
  schema: ParameterSchema,
  types: readonly string[],
): string {
  if (schema.enum !== undefined) return schema.enum.join("|");
  if (types.includes("array")) return listPlaceholder(schema.items);
  if (types.includes("object")) return "JSON";
  if (types.includes("integer") || types.includes("number")) return "N";
  return FORMS[String(schema["format"])] ?? "TEXT";
}

/** Texts of a fixed form. */
const FORMS: Readonly<Record<string, string>> = {
  "date": "YYYY-MM-DD",
  "date-time": "YYYY-MM-DDThh:mm:ssZ",
};

/** Commas separate texts and numbers; what is more than that needs JSON. */
function listPlaceholder(
  { type, enum: choices }: ParameterSchema = {},
): string {
  if (choices !== undefined) return `${choices.join(",")}`;
  return type === "string" || type === "integer" || type === "number"
    ? "A,B,…"
    : "JSON";
}

function kebab(name: string): string {
  return name.replaceAll("_", "-");
}
