/**
 * `run`: a template in a sandbox.
 *
 * @module
 */

import type { Command } from "../command.ts";
import { FORMAT } from "../common_flags.ts";
import { type Flag, parseFlags } from "../flags.ts";
import { formatOf } from "../read_flags.ts";
import { reportRun, runStep } from "../run_report.ts";
import { openSession, SESSION_FLAGS } from "../session.ts";
import {
  PARAMS,
  templateFlags,
  templateParameters,
} from "../template_flags.ts";
import { templateHelp } from "../template_help.ts";
import { onlyTemplate, templateIn } from "../template_words.ts";
import { warnOfUnknownNames } from "../unknown_names.ts";
import { render } from "../../templates/mod.ts";

/** Flags of every command that runs scripts. */
export const RUN_FLAGS: readonly Flag[] = [
  FORMAT,
  PARAMS,
  ...SESSION_FLAGS,
];

/** Runs a template. */
export const run: Command = {
  name: "run",
  summary: "Run a template in a sandbox.",
  words: "NAME",
  details:
    `The parameters of a template are flags too: add --help after its name to see them.`,
  flags: RUN_FLAGS,
  examples: [
    "run identify_power_users --key-event purchase --min-occurrences 5 --days 30",
    "run identify_power_users --help",
  ],
  help(args) {
    const named = args.some((arg) => !arg.startsWith("-"));
    return named ? templateHelp(templateIn(args, "run"), RUN_FLAGS) : undefined;
  },
  async run(world, args) {
    const template = templateIn(args, "run");
    const offered = templateFlags(template, RUN_FLAGS);
    const flags = parseFlags(args, [...RUN_FLAGS, ...offered]);
    onlyTemplate(flags.words, template.name);
    const parameters = templateParameters(template, flags, offered);
    // Wrong parameters are told before anything is opened.
    render(template, parameters);
    await using session = await openSession(world, flags);
    const { steps, executor, source } = session;
    const { signal } = world;
    const result = await runStep(
      steps,
      () => executor.executeTemplate(template, parameters, { signal }),
    );
    const told = await warnOfUnknownNames(
      result,
      { template, parameters },
      source.client(),
    );
    return reportRun(world, steps, formatOf(flags), told);
  },
};
