/**
 * From a template and parameters to one script.
 *
 * @module
 */

import { literal } from "./literal.ts";
import { parseParameters } from "./parse.ts";
import { fillPlaceholders, placeholders } from "./placeholders.ts";
import type { RenderedScript, Template } from "./template.ts";

/**
 * Fills in the parameters. Pure: equal parameters give equal bytes. The text
 * is `export const params = …;` and then the template's own script; no
 * parameter is ever anything but a literal in it.
 *
 * @throws {ParameterError} naming the field, what was expected and an example
 *
 * @example
 * ```ts
 * import { render, templates } from "@posthog-driver/posthog-driver/templates";
 * import { assert } from "@std/assert";
 *
 * const template = templates.get("identify_power_users");
 * const { source } = render(template, { key_event: "purchase" });
 * assert(source.startsWith("export const params = {"));
 * assert(source.endsWith(template.script));
 * ```
 */
export function render(
  template: Template,
  parameters: Readonly<Record<string, unknown>> = {},
): RenderedScript {
  const parsed = parseParameters(template, parameters);
  const text = placeholders(template.script).length === 0
    ? template.script
    : fillPlaceholders(template.script, parsed);
  return {
    name: template.name,
    source: `export const params = ${literal(parsed)};\n\n${text}`,
    parameters: parsed,
  };
}
