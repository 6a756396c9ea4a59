/**
 * The one line of shell that starts a script.
 *
 * @module
 */

import type { SandboxCommand } from "../sandbox.ts";

/** Exit code of a start that found that it had already happened. */
export const STARTED_BEFORE = 75;

const BYTES_PER_MB = 1024 * 1024;

/**
 * Ends what earlier runs left in the sandbox: everything that inherited its
 * id, but for this shell.
 */
export const SWEEP: string = `for p in $(cd /proc && ` +
  `grep -lszxF "E2B_SANDBOX_ID=$E2B_SANDBOX_ID" [0-9]*/environ); ` +
  `do [ "\${p%/*}" = $$ ] || kill -9 "\${p%/*}"; done 2>/dev/null`;

/**
 * The shell line for a command. It begins by making a directory, which
 * succeeds once: when it is unknown whether a start arrived, the same line
 * can be sent again, and the script still runs at most once. Then it ends what
 * earlier runs left, and `exec` puts the script in the shell's place, so that a
 * kill reaches it.
 *
 * @example
 * ```ts
 * import { commandLine, SWEEP } from "./command_line.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const line = commandLine({
 *   entry: "runner.mjs",
 *   args: ["run/it's"],
 *   maxMemoryBytes: 256 * 1024 * 1024,
 * }, { runtime: "node", marker: ".started/1" });
 * assertEquals(
 *   line,
 *   "mkdir -p .started; mkdir '.started/1' || exit 75; " + SWEEP +
 *     "; exec node '--max-old-space-size=256' 'runner.mjs' 'run/it'\\''s'",
 * );
 * ```
 */
export function commandLine(
  { entry, args, maxMemoryBytes }: Pick<
    SandboxCommand,
    "entry" | "args" | "maxMemoryBytes"
  >,
  { runtime, marker }: {
    readonly runtime: "node" | "deno";
    readonly marker: string;
  },
): string {
  const heap = `--max-old-space-size=${
    Math.max(16, Math.floor(maxMemoryBytes / BYTES_PER_MB))
  }`;
  const program = runtime === "node"
    ? ["node", heap]
    : ["deno", "run", "--no-prompt", "--allow-all", `--v8-flags=${heap}`];
  const [name, ...flags] = program;
  const words = [...flags, entry, ...args].map(quoted).join(" ");
  return `mkdir -p .started; mkdir ${
    quoted(marker)
  } || exit ${STARTED_BEFORE}; ${SWEEP}; exec ${name} ${words}`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
