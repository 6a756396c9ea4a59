/**
 * The shell that stands between this process and a sandboxed one.
 *
 * @module
 */

/** Limits that the kernel holds, for a process and all below it. */
export interface KernelLimits {
  /** Most writable memory, in bytes; Linux holds it, macOS does not. */
  readonly dataBytes: number;
  /** Most bytes of one file. */
  readonly fileBytes: number;
}

/**
 * Runs its arguments, and kills its whole process group when stdin ends: that
 * is what happens to the pipe when this process dies, whatever it dies of.
 * Waiting for both children leaves no zombie behind.
 */
const SUPERVISOR = `
ulimit -c 0 2>/dev/null
ulimit -d "$1" 2>/dev/null
ulimit -f "$2" 2>/dev/null
ulimit -n 1024 2>/dev/null
shift 2
exec 3<&0
"$@" </dev/null 3<&- & child=$!
{ read -r _ <&3; kill -KILL 0; } >/dev/null 2>&1 & watcher=$!
exec 3<&-
wait "$child"; code=$?
kill -KILL "$watcher"
wait "$watcher" 2>/dev/null
exit "$code"
`;

/** The unit of `ulimit -f`, by POSIX. */
const BLOCK_BYTES = 512;

/** How to start a process that may not outlive this one. */
export function supervised(
  command: readonly string[],
  { dataBytes, fileBytes }: KernelLimits,
): string[] {
  return [
    "/bin/sh",
    "-c",
    SUPERVISOR,
    "posthog-sandbox",
    `${Math.ceil(dataBytes / 1024)}`,
    `${Math.ceil(fileBytes / BLOCK_BYTES)}`,
    ...command,
  ];
}
