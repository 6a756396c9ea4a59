/**
 * From arguments to an exit code.
 *
 * @module
 */

import config from "../deno.json" with { type: "json" };
import { PROGRAM, type World } from "./command.ts";
import { COMMANDS, findCommand } from "./commands.ts";
import { EXIT, type ExitCode } from "./exit_code.ts";
import { usageFailure } from "./failure.ts";
import { failureText } from "./failure_text.ts";
import { failureOf } from "./problem.ts";
import { commandHelp, programHelp } from "./help.ts";
import { listenForInterrupts } from "./interrupt.ts";
import { didYouMean } from "./did_you_mean.ts";
import { OutputClosed, processTerminal } from "./terminal.ts";

/** Runs the command line of this process, to the code it exits with. */
export async function runProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ExitCode> {
  const terminal = processTerminal(env);
  using interrupts = listenForInterrupts(terminal.stderr);
  const world: World = { env, terminal, signal: interrupts.signal };
  try {
    return await dispatch(world, args);
  } catch (error) {
    if (error instanceof OutputClosed) return EXIT.ok;
    if (interrupts.signal.aborted) return EXIT.interrupted;
    const failure = failureOf(error);
    terminal.stderr.write(failureText(failure, terminal.stderr));
    return failure.exitCode;
  }
}

async function dispatch(
  world: World,
  args: readonly string[],
): Promise<ExitCode> {
  const { stdout } = world.terminal;
  const [first] = args;
  if (
    first === undefined || first === "--help" || first === "-h" ||
    first === "help"
  ) {
    stdout.write(programHelp(config.version, COMMANDS));
    return EXIT.ok;
  }
  if (first === "--version" || first === "-V") {
    stdout.write(`${config.version}\n`);
    return EXIT.ok;
  }
  const found = findCommand(args);
  if (found === undefined) throw unknownCommand(args);
  const command = await found.entry.load();
  if (wantsHelp(found.rest)) {
    const special = command.help?.(found.rest);
    stdout.write(special ?? commandHelp(command));
    return EXIT.ok;
  }
  return await command.run(world, found.rest);
}

function wantsHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  const flags = end === -1 ? args : args.slice(0, end);
  return flags.includes("--help") || flags.includes("-h");
}

function unknownCommand(args: readonly string[]): Error {
  const [first = "", second = ""] = args;
  const names = COMMANDS.map(({ name }) => name);
  const family = names.filter((name) => name.startsWith(`${first} `));
  if (family.length > 0) {
    return usageFailure(
      second === ""
        ? `"${first}" needs a second word`
        : `Unknown command "${first} ${second}"`,
      `There are: ${family.map((name) => `"${name}"`).join(", ")}`,
    );
  }
  return usageFailure(
    `Unknown command "${first}"`,
    ...didYouMean(first, names),
    `Run "${PROGRAM} --help" to see every command`,
  );
}
