/**
 * What runs on this machine, without a tool that small systems lack.
 *
 * @module
 */

/** Reads what Linux tells of each process; one that ended tells nothing. */
const LINUX = `for process in /proc/[0-9]*; do
  cat $process/cmdline $process/environ 2>/dev/null | tr '\\0\\n' '  '; echo
done`;

/** Arguments and variables of every living process, a line each. */
export async function processList(): Promise<string[]> {
  const [program, ...args] = Deno.build.os === "linux"
    ? ["sh", "-c", LINUX]
    : ["ps", "axeww", "-o", "args"];
  const { stdout } = await new Deno.Command(program, { args }).output();
  return new TextDecoder().decode(stdout).split("\n")
    .filter((line) => line.trim() !== "");
}
