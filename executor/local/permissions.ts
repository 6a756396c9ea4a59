/**
 * What a sandboxed Deno may do, and nothing else.
 *
 * @module
 */

/** What the permissions are named for. */
export interface Permissions {
  /** The sandbox's directory: all it can read. */
  readonly directory: string;
  /** Host and port of the gateway: all it can reach. */
  readonly gateway: string;
  /** Most heap, in bytes. */
  readonly heapBytes: number;
}

const MIB = 1024 * 1024;

/** Arguments of `deno`, up to the module to run. */
export function denoArguments(permissions: Permissions): string[] {
  const { directory, gateway, heapBytes } = permissions;
  return [
    "run",
    "--quiet",
    "--no-prompt",
    "--no-config",
    "--no-lock",
    "--no-remote",
    "--no-npm",
    "--cached-only",
    "--no-code-cache",
    `--v8-flags=--max-old-space-size=${Math.floor(heapBytes / MIB)}`,
    `--allow-read=${directory}`,
    `--allow-write=${directory}/run`,
    `--allow-net=${gateway}`,
    "--allow-env=POSTHOG_*",
    "--deny-run",
    "--deny-ffi",
    "--deny-sys",
    "--deny-import",
  ];
}

/**
 * All variables of a sandboxed Deno beside those for the script. Deno keeps
 * storage for scripts (`caches`, `localStorage`) and its own caches below
 * `DENO_DIR`; below a file there can be none, so nothing outlives a run.
 */
export function denoEnv(directory: string): Record<string, string> {
  // The same script gives the same answer on every machine.
  return { NO_COLOR: "1", TZ: "UTC", DENO_DIR: `${directory}/wait.mjs/none` };
}
