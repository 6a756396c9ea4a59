/**
 * On Linux, a second wall around the process: bubblewrap.
 *
 * @module
 */

/** What lies inside the wall. */
export interface Inside {
  /** The sandbox's directory; only `run/` in it is writable. */
  readonly directory: string;
  /** The program. */
  readonly program: string;
}

/** What a dynamically linked program cannot start without. */
const LIBRARIES: readonly string[] = ["/lib", "/lib64", "/usr/lib"];

/**
 * A command inside namespaces of its own: it sees its directory, its program
 * and the system's libraries, no other process and no other file. The network
 * is shared, for the gateway; Deno's permissions rule there.
 */
export function walled(
  command: readonly string[],
  { directory, program }: Inside,
): string[] {
  return [
    "bwrap",
    "--die-with-parent",
    "--unshare-user-try",
    "--unshare-ipc",
    "--unshare-pid",
    "--unshare-uts",
    "--unshare-cgroup-try",
    ...["--cap-drop", "ALL"],
    ...LIBRARIES.flatMap((path) => ["--ro-bind-try", path, path]),
    ...["--proc", "/proc"],
    ...["--dev", "/dev"],
    ...["--ro-bind", program, program],
    ...["--ro-bind", directory, directory],
    ...["--bind", `${directory}/run`, `${directory}/run`],
    ...["--chdir", directory],
    "--",
    ...command,
  ];
}

/** Whether it can be built here: installed, and allowed to make namespaces. */
export async function canBeWalled(inside: Inside): Promise<boolean> {
  if (Deno.build.os !== "linux") return false;
  const command = walled([inside.program, "--version"], inside);
  try {
    // As a sandbox will: by a shell without a PATH of its own.
    const { success } = await new Deno.Command("/bin/sh", {
      args: ["-c", 'exec "$@"', "posthog-sandbox", ...command],
      clearEnv: true,
      stdout: "null",
      stderr: "null",
      stdin: "null",
    }).output();
    return success;
  } catch {
    // No shell: no sandbox will start either, and says why.
    return false;
  }
}
