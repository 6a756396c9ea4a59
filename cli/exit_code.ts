/**
 * What the process says when it ends. The README has the same table.
 *
 * @module
 */

/** Exit codes by name. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  connection: 3,
  query: 4,
  sandbox: 5,
  partial: 6,
  interrupted: 130,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What each exit code means, for the help and the README. */
export const EXIT_MEANINGS: readonly (readonly [ExitCode, string])[] = [
  [EXIT.ok, "done"],
  [EXIT.failed, "the script failed, or returned something that is not JSON"],
  [EXIT.usage, "unknown command, template or flag; missing or wrong value"],
  [EXIT.connection, "PostHog unreachable, key refused, port or data in use"],
  [EXIT.query, "PostHog refused the query: syntax, or an unknown name"],
  [EXIT.sandbox, "the sandbox ended the run: no start, time, memory, output"],
  [EXIT.partial, "done in part: some lines or runs failed, the rest is kept"],
  [EXIT.interrupted, "interrupted (Ctrl-C), everything cleaned up"],
];
