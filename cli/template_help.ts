/**
 * A template, described for a person.
 *
 * @module
 */

import type { Template } from "../templates/mod.ts";
import type { Flag } from "./flags.ts";
import { exampleSection, flagSection } from "./help.ts";
import { templateFlags } from "./template_flags.ts";

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
    ...wrapped(template.description, 78),
    ...template.writes ? ["", "It changes data in the project."] : [],
    flags.length === 0
      ? "\nIt takes no parameters."
      : flagSection("Parameters", flags),
    exampleSection([exampleOf(template)]),
    "",
  ].join("\n");
}

/** A line worth copying, with the template's own example values. */
function exampleOf({ name, example }: Template): string {
  const flags = Object.entries(example).map(([parameter, value]) =>
    `--${parameter.replaceAll("_", "-")} ${quoted(value)}`
  );
  return ["run", name, ...flags].join(" ");
}

/** As a shell takes it. */
function quoted(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /^[\w.,:@/-]+$/.test(text)
    ? text
    : `'${text.replaceAll("'", `'\\''`)}'`;
}

function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + word.length >= columns) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? word : ` ${word}`;
  }
  return [...lines, line];
}
