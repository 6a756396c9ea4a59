/**
 * `script`: a script of one's own in a sandbox.
 *
 * @module
 */

import type { Command } from "../command.ts";
import { usageFailure } from "../failure.ts";
import { parseFlags } from "../flags.ts";
import { formatOf, jsonObjectOf, onlyWord } from "../read_flags.ts";
import { reportRun, runStep } from "../run_report.ts";
import { openSession } from "../session.ts";
import { RUN_FLAGS } from "./run.ts";

/** Runs a file. */
export const script: Command = {
  name: "script",
  summary: "Run a script of your own in a sandbox.",
  words: "FILE",
  details:
    "An ES module, JavaScript or TypeScript. Its default export gets { client, params, " +
    "progress, artifact } and returns a JSON value; rows in it are shown as a table:\n\n" +
    "  export default async ({ client, params }) => {\n" +
    '    const { rows } = await client.query("SELECT count() FROM events");\n' +
    "    return { rows };\n" +
    "  };",
  flags: RUN_FLAGS,
  examples: [`script my_question.mjs --params '{"days": 7}'`],
  async run(world, args) {
    const flags = parseFlags(args, RUN_FLAGS);
    const file = onlyWord(flags, "the file of the script");
    const params = jsonObjectOf(flags, "params") ?? {};
    const code = await readScript(file);
    await using session = await openSession(world, flags);
    const { steps, executor } = session;
    const options = { params, description: file, signal: world.signal };
    const result = await runStep(
      steps,
      () => executor.executeScript(code, options),
    );
    return reportRun(world, steps, formatOf(flags), result);
  },
};

async function readScript(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound
      ? "there is no such file"
      : error instanceof Error
      ? error.message
      : String(error);
    throw usageFailure(`Cannot read the script "${file}": ${reason}`);
  }
}
