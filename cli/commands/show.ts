/**
 * `show`: a template's parameters and script.
 *
 * @module
 */

import type { Template } from "../../templates/mod.ts";
import { printJson } from "../answer.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_code.ts";
import { type Flag, parseFlags } from "../flags.ts";
import { templateHelp } from "../template_help.ts";
import { onlyTemplate, templateIn } from "../template_words.ts";
import { describe } from "./list.ts";

const FORMAT: Flag = {
  name: "format",
  type: "string",
  placeholder: "FORMAT",
  choices: ["text", "json"],
  summary: "text (default) or json",
};

/** Shows one template. */
export const show: Command = {
  name: "show",
  summary: "Show a template: the question, its parameters, its script.",
  words: "NAME",
  flags: [FORMAT],
  examples: ["show identify_power_users"],
  run({ terminal: { stdout } }, args) {
    const template = templateIn(args, "show");
    const flags = parseFlags(args, show.flags);
    onlyTemplate(flags.words, template.name);
    if (flags.text("format") === "json") {
      const { script } = template;
      printJson(stdout, { ...describe(template), script });
    } else {
      stdout.write(`${templateHelp(template)}\n${scriptText(template)}`);
    }
    return EXIT.ok;
  },
};

function scriptText({ script }: Template): string {
  const lines = script.trimEnd().split("\n").map((line) => `  ${line}`);
  return `Script\n${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}
