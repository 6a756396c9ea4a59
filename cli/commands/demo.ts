/**
 * `demo`: the first thing a person sees.
 *
 * @module
 */

import { render, templates } from "../../templates/mod.ts";
import { type Command, PROGRAM } from "../command.ts";
import { FORMAT, QUIET } from "../common_flags.ts";
import { EXIT } from "../exit_code.ts";
import { parseFlags } from "../flags.ts";
import { formatOf, refuseWords } from "../read_flags.ts";
import { reportRun, runStep } from "../run_report.ts";
import { openSession } from "../session.ts";

const PARAMETERS = { key_event: "purchase", min_occurrences: 5, limit: 10 };

const NEXT: readonly string[] = [
  `${PROGRAM} list                       every question that has a template`,
  `${PROGRAM} show identify_power_users  this one: its parameters and its script`,
  `${PROGRAM} query "SELECT event, count() FROM events GROUP BY event"`,
];

/** Runs the main job on demo data, without an account. */
export const demo: Command = {
  name: "demo",
  summary: "See it work: power users of a demo product, no account needed.",
  flags: [FORMAT, QUIET],
  examples: ["demo"],
  async run(world, args) {
    const flags = parseFlags(args, demo.flags);
    refuseWords(flags, "demo");
    await using session = await openSession(world, flags, { demo: true });
    const { steps, executor } = session;
    const template = templates.get("identify_power_users");
    const { source } = render(template, PARAMETERS);
    steps.note(
      `Rendered "${template.name}": ${
        source.split("\n").length
      } lines of JavaScript`,
    );
    const { signal } = world;
    const result = await runStep(
      steps,
      () => executor.executeTemplate(template, PARAMETERS, { signal }),
    );
    const code = reportRun(world, steps, formatOf(flags), result);
    if (code !== EXIT.ok) return code;
    steps.note(
      `\nTry next:\n${NEXT.map((line) => `  ${line}`).join("\n")}`,
    );
    return code;
  },
};
