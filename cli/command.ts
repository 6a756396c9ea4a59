/**
 * What a command is.
 *
 * @module
 */

import type { ExitCode } from "./exit_code.ts";
import type { Flag } from "./flags.ts";
import type { Terminal } from "./terminal.ts";

/** How the program is called in texts. */
export const PROGRAM = "deno task cli";

/** Everything a command may touch; below the command line no global is read. */
export interface World {
  /** Environment variables. */
  readonly env: Readonly<Record<string, string>>;
  /** Where output goes. */
  readonly terminal: Terminal;
  /** Aborts when the user presses Ctrl-C. */
  readonly signal: AbortSignal;
}

/** A verb of the command line. */
export interface Command {
  /** What is typed: `run`, or two words as in `local load`. */
  readonly name: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** The words after it: `NAME`, `FILE…`. */
  readonly words?: string;
  /** What `--help` says beside the flags. */
  readonly details?: string;
  /** Every flag it takes. */
  readonly flags: readonly Flag[];
  /** Lines worth copying, without the program's name. */
  readonly examples: readonly string[];
  /** The help for these arguments, where it depends on them. */
  help?(args: readonly string[]): string | undefined;
  /** Does it. */
  run(
    world: World,
    args: readonly string[],
  ): ExitCode | Promise<ExitCode>;
}

/** A command in the table; its code is loaded when it is called. */
export interface CommandEntry {
  /** What is typed. */
  readonly name: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** Loads it. */
  load(): Promise<Command>;
}
