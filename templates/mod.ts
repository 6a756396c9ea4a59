/**
 * The template library: questions worth asking, as scripts.
 *
 * @example
 * ```ts
 * import { render, templates } from "@posthog-driver/posthog-driver/templates";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const { source } = render(templates.get("identify_power_users"), {
 *   key_event: "purchase",
 *   min_occurrences: 5,
 * });
 * assertStringIncludes(source, 'key_event: "purchase"');
 * ```
 *
 * @module
 */

export { templates } from "./builtin.ts";
export { TemplateCatalogue } from "./catalogue.ts";
export { coerce } from "./coerce.ts";
export { defineTemplate, type TemplateDefinition } from "./define.ts";
export {
  ParameterError,
  type ParameterErrorDetails,
  TemplateError,
} from "./errors.ts";
export { expected } from "./expected.ts";
export { type JsonValue, literal } from "./literal.ts";
export {
  type ParameterSchema,
  parameterSchema,
  type ParametersSchema,
} from "./parameter_schema.ts";
export {
  type NamedThing,
  namesIn,
  type ParameterNames,
  thingNamed,
} from "./names.ts";
export { parseParameters } from "./parse.ts";
export { render } from "./render.ts";
export type { ArtifactContent, ArtifactInfo, ScriptContext } from "./script.ts";
export type {
  ChartHint,
  Persona,
  RenderedScript,
  Template,
} from "./template.ts";
