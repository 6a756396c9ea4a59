/**
 * A template, described for a person.
 *
 * @module
 */

import type { Template } from "../templates/mod.ts";
import { HELP } from "./common_flags.ts";
import type { Flag } from "./flags.ts";
import { exampleSection, flagSection } from "./help.ts";
import { templateFlags } from "./template_flags.ts";
import { wrap } from "./wrap.ts";

/** Question, description, parameters with defaults, one example. */
export function templateHelp(
  template: Template,
  taken: readonly Flag[] = [],
): string {
  const flags = templateFlags(template, taken);
  return [
    `${template.name}: ${template.title}`,
    ...template.question === "" ? [] : [`“${template.question}”`],
    "",
    ...wrap(template.description, 78),
    ...template.writes ? ["", "It changes data in the project."] : [],
    flags.length === 0
      ? "\nIt takes no parameters."
      : flagSection("Parameters", flags),
    ...taken.length === 0 ? [] : [flagSection("Flags", [...taken, HELP])],
    exampleSection([exampleOf(template)]),
    "",
  ].join("\n");
}

/** A line worth copying, with the template's own example values. */
function exampleOf({ name, example }: Template): string {
  const flags = Object.entries(example).map(([parameter, value]) => {
    const flag = parameter.replaceAll("_", "-");
    if (typeof value === "boolean") return value ? `--${flag}` : `--no-${flag}`;
    return `--${flag} ${quoted(isPlainList(value) ? value.join(",") : value)}`;
  });
  return ["run", name, ...flags].join(" ");
}

/** A list that commas say as well as JSON. */
function isPlainList(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 &&
    value.every((item) => typeof item === "string" && /^[^\s,[]+$/.test(item));
}

/** As a shell takes it. */
function quoted(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /^[\w.,:@/-]+$/.test(text)
    ? text
    : `'${text.replaceAll("'", `'\\''`)}'`;
}
