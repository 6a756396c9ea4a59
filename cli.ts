/**
 * The command line. `deno task cli --help` lists the commands.
 *
 * @module
 */

import { FIRST_START_NOTICE, isFirstStart } from "./cli/first_start.ts";

const env = Deno.env.toObject();
if (await isFirstStart(env)) {
  await Deno.stderr.write(new TextEncoder().encode(FIRST_START_NOTICE));
}

// The path is not a literal: Deno would download every package before the
// first line of this file runs, and the notice would come too late.
const main = "./cli/main.ts";
const { runProcess } = await import(main) as typeof import("./cli/main.ts");
Deno.exit(await runProcess(Deno.args, env));
