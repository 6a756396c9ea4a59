/**
 * `render`: the text that would run.
 *
 * @module
 */

import { render as renderTemplate } from "../../templates/mod.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_code.ts";
import { parseFlags } from "../flags.ts";
import {
  PARAMS,
  templateFlags,
  templateParameters,
} from "../template_flags.ts";
import { templateHelp } from "../template_help.ts";
import { onlyTemplate, templateIn } from "../template_words.ts";

/** Prints a rendered script. */
export const render: Command = {
  name: "render",
  summary: "Print exactly the script that would run, and run nothing.",
  words: "NAME",
  flags: [PARAMS],
  examples: ["render identify_power_users --key-event purchase"],
  help(args) {
    const named = args.some((arg) => !arg.startsWith("-"));
    return named
      ? templateHelp(templateIn(args, "render"), render.flags)
      : undefined;
  },
  run({ terminal: { stdout } }, args) {
    const template = templateIn(args, "render");
    const offered = templateFlags(template, render.flags);
    const flags = parseFlags(args, [...render.flags, ...offered]);
    onlyTemplate(flags.words, template.name);
    const parameters = templateParameters(template, flags, offered);
    stdout.write(renderTemplate(template, parameters).source);
    return EXIT.ok;
  },
};
