/** Runs the real command line as a child process. */

const ROOT = new URL("../../", import.meta.url);

/** What a call left behind. */
export interface Call {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Calls `cli.ts` with nothing in its environment but what it needs to start,
 * and with a text on its stdin.
 */
export async function cli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  stdin = "",
): Promise<Call> {
  const child = command(args, env, "piped").spawn();
  const [{ code, stdout, stderr }] = await Promise.all([
    child.output(),
    write(child.stdin, stdin),
  ]);
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Writes all of it, unless the reader went away before. */
async function write(to: WritableStream<Uint8Array>, text: string) {
  try {
    await new Blob([text]).stream().pipeTo(to);
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** The same call, not yet made. */
export function command(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  stdin: "null" | "piped" = "null",
): Deno.Command {
  const [program = "", ...rest] = words(args);
  return new Deno.Command(program, {
    args: rest,
    clearEnv: true,
    env: environment(env),
    stdin,
    stdout: "piped",
    stderr: "piped",
  });
}

/** The same call as words, for a program that makes it. */
export function words(args: readonly string[]): string[] {
  const program = new URL("cli.ts", ROOT).pathname;
  return [Deno.execPath(), "run", "-A", program, ...args];
}

/** What a call needs to start, and `env`. */
export function environment(
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  const names = ["PATH", "HOME", "DENO_DIR", "XDG_CACHE_HOME", "TMPDIR"];
  const inherited = names.map((name) => [name, Deno.env.get(name)])
    .filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(inherited), NO_COLOR: "1", ...env };
}
