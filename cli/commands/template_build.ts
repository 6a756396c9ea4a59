/**
 * `template build`: an E2B template that starts warm.
 *
 * @module
 */

import { frame } from "../../executor/frame.ts";
import { buildTemplate, e2bConnectionFromEnv } from "../../executor/mod.ts";
import { printAnswer } from "../answer.ts";
import { type Command, PROGRAM } from "../command.ts";
import { FORMAT, QUIET } from "../common_flags.ts";
import { EXIT } from "../exit_code.ts";
import { Failure } from "../failure.ts";
import { type Flag, parseFlags } from "../flags.ts";
import { countOf, formatOf, refuseWords } from "../read_flags.ts";
import { Steps } from "../steps.ts";

const FLAGS: readonly Flag[] = [
  {
    name: "deno",
    type: "string",
    placeholder: "VERSION",
    summary: "Install this version of Deno too; Node 20.9 is there anyway",
  },
  {
    name: "cpus",
    type: "string",
    placeholder: "N",
    summary: "Processors of a sandbox (E2B's default where absent)",
  },
  {
    name: "memory",
    type: "string",
    placeholder: "MB",
    summary: "Memory of a sandbox (E2B's default where absent)",
  },
  FORMAT,
  QUIET,
];

/** Builds a template that holds the driver. */
export const templateBuild: Command = {
  name: "template build",
  summary: "Build an E2B template that holds the driver, for faster starts.",
  details: "Needs E2B_API_KEY. Use it with --e2b-template NAME.",
  flags: FLAGS,
  examples: ["template build", "template build --deno 2.9.6"],
  async run({ env, terminal, signal }, args) {
    const flags = parseFlags(args, FLAGS);
    refuseWords(flags, "template build");
    const connection = e2bConnectionFromEnv(env);
    if (connection === undefined) {
      throw new Failure("Cannot build a template: E2B_API_KEY is not set", {
        exitCode: EXIT.sandbox,
        next: ["Set E2B_API_KEY (E2B dashboard, API keys)"],
      });
    }
    const steps = new Steps(terminal.stderr, {
      quiet: flags.bool("quiet") ?? false,
    });
    const { files } = await frame();
    const built = await steps.step(
      "Built the template",
      () =>
        buildTemplate(connection, {
          files,
          denoVersion: flags.text("deno"),
          cpuCount: countOf(flags, "cpus"),
          memoryMB: countOf(flags, "memory"),
          onLog: (line) => steps.note(`│ ${line}`),
          signal,
        }),
    );
    printAnswer(terminal, formatOf(flags), { document: built, value: built });
    steps.note(
      `Use it: ${PROGRAM} run NAME --sandbox e2b --e2b-template ${built.name}`,
    );
    return EXIT.ok;
  },
};
