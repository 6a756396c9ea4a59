/**
 * How a template comes to be.
 *
 * @module
 */

import { unknown, type ZodObject, type ZodType } from "zod";
import { TemplateError } from "./errors.ts";
import { checkPlaceholders } from "./placeholders.ts";
import type { Template } from "./template.ts";

/** What {@linkcode defineTemplate} takes: a template, most of it optional. */
export type TemplateDefinition<
  Parameters extends ZodObject = ZodObject,
  Result extends ZodType = ZodType,
> =
  & Pick<Template<Parameters, Result>, "name" | "parameters" | "script">
  & Partial<Template<Parameters, Result>>;

/**
 * Makes a template. The script is the text of an ES module whose default
 * export gets `{ client, params, progress, artifact }`; it may also carry
 * `{{name}}` where a value stands, which becomes that parameter as a literal.
 *
 * @throws {TemplateError} when the name is not snake_case or a placeholder
 * stands where a value could become code
 *
 * @example
 * ```ts
 * import { defineTemplate, render } from "@posthog-driver/posthog-driver/templates";
 * import { assertStringIncludes } from "@std/assert";
 * import { z } from "zod";
 *
 * const template = defineTemplate({
 *   name: "count_event",
 *   parameters: z.strictObject({ event: z.string().default("purchase") }),
 *   script: `
 * export default async function ({ client }) {
 *   const values = { event: {{event}} };
 *   return await client.query("SELECT count() FROM events WHERE event = {event}", { values });
 * }`,
 * });
 * assertStringIncludes(render(template, {}).source, '{ event: ("purchase") }');
 * ```
 */
export function defineTemplate<
  Parameters extends ZodObject,
  Result extends ZodType,
>(
  definition: TemplateDefinition<Parameters, Result> & {
    readonly result: Result;
  },
): Template<Parameters, Result>;
/** Makes a template whose result is not checked. */
export function defineTemplate<Parameters extends ZodObject>(
  definition: TemplateDefinition<Parameters>,
): Template<Parameters>;
export function defineTemplate<Parameters extends ZodObject>(
  definition: TemplateDefinition<Parameters>,
): Template<Parameters> {
  const { name, parameters, script } = definition;
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new TemplateError(
      `Cannot define "${name}": a template's name is snake_case, such as "count_event"`,
    );
  }
  checkPlaceholders(name, script, Object.keys(parameters.shape));
  return Object.freeze({
    title: name.replaceAll("_", " "),
    description: "",
    persona: "anyone",
    question: "",
    example: {},
    result: unknown(),
    chart: "table",
    writes: false,
    ...definition,
  });
}
