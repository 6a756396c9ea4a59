/**
 * `list`: which questions there are.
 *
 * @module
 */

import {
  parameterSchema,
  type Template,
  templates,
} from "../../templates/mod.ts";
import { printAnswer } from "../answer.ts";
import { type Command, PROGRAM } from "../command.ts";
import { FORMAT } from "../common_flags.ts";
import { EXIT } from "../exit_code.ts";
import { parseFlags } from "../flags.ts";
import { formatOf, refuseWords } from "../read_flags.ts";

/** Lists the templates. */
export const list: Command = {
  name: "list",
  summary: "List the templates: questions worth asking.",
  details: "With --format json: names, descriptions and parameter schemas.",
  flags: [FORMAT],
  examples: ["list", "list --format json"],
  run({ terminal }, args) {
    const flags = parseFlags(args, list.flags);
    refuseWords(flags, "list");
    printAnswer(terminal, formatOf(flags), {
      document: templates.list().map(describe),
      value: templates.list().map(({ name, title, question }) => ({
        name,
        title,
        question,
      })),
    });
    const hint = `Parameters and script of one: ${PROGRAM} show NAME\n`;
    terminal.stderr.write(terminal.stderr.style("dim", hint));
    return EXIT.ok;
  },
};

/** All that a program wants to know about a template, the script aside. */
export function describe(template: Template): Record<string, unknown> {
  const { name, title, description, persona, question, chart, writes } =
    template;
  return {
    name,
    title,
    description,
    persona,
    question,
    chart,
    writes,
    parameters: parameterSchema(template),
  };
}
