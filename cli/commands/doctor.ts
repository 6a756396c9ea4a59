/**
 * `doctor`: is everything there that a run needs?
 *
 * @module
 */

import type { HealthReport } from "../../driver/mod.ts";
import { printAnswer } from "../answer.ts";
import type { Command } from "../command.ts";
import { DATA, FORMAT, QUIET, SANDBOX } from "../common_flags.ts";
import { EXIT, type ExitCode } from "../exit_code.ts";
import { parseFlags } from "../flags.ts";
import { formatOf, refuseWords } from "../read_flags.ts";
import { openSession, type Session } from "../session.ts";

/** One thing that was looked at. */
interface Check {
  readonly check: string;
  readonly ok: boolean;
  readonly found: string;
}

/** Looks at connection, key, clock and sandbox. */
export const doctor: Command = {
  name: "doctor",
  summary: "Check keys, connection, clock and sandbox.",
  flags: [FORMAT, DATA, SANDBOX, QUIET],
  examples: ["doctor", "doctor --sandbox e2b"],
  async run(world, args) {
    const flags = parseFlags(args, doctor.flags);
    refuseWords(flags, "doctor");
    await using session = await openSession(world, flags);
    const { signal } = world;
    const health = await session.source.client().healthCheck({ signal });
    const sandbox = await sandboxCheck(session, signal);
    const checks = [...healthChecks(health), sandbox];
    printAnswer(world.terminal, formatOf(flags), {
      document: { checks, health },
      value: checks.map(({ check, ok, found }) => ({
        check,
        state: ok ? "ok" : "NOT OK",
        found,
      })),
    });
    return exitCodeOf(health, sandbox);
  },
};

function exitCodeOf(health: HealthReport, sandbox: Check): ExitCode {
  if (!health.ok) return EXIT.connection;
  return sandbox.ok ? EXIT.ok : EXIT.sandbox;
}

function healthChecks(health: HealthReport): Check[] {
  const { error, missingScopes, clockSkewMs } = health;
  const problem = error === null ? "" : `: ${error.message}`;
  return [
    {
      check: "PostHog answers",
      ok: health.reachable,
      found: health.reachable
        ? `in ${Math.round(health.latencyMs)} ms`
        : `no${problem}`,
    },
    {
      check: "it takes the key",
      ok: health.authenticated,
      found: health.authenticated
        ? `project ${health.projectName ?? "without a name"}, ${
          health.timezone ?? "time zone unknown"
        }`
        : `no${problem}`,
    },
    {
      check: "scopes of the key",
      ok: health.authenticated && missingScopes.length === 0,
      found: scopesText(health),
    },
    {
      check: "clock",
      ok: Math.abs(clockSkewMs ?? 0) < 60_000,
      found: clockSkewMs === null
        ? "PostHog does not tell its own"
        : `${Math.round(clockSkewMs)} ms ahead of PostHog's`,
    },
  ];
}

function scopesText({ authenticated, missingScopes }: HealthReport): string {
  if (!authenticated) return "unknown";
  return missingScopes.length === 0
    ? "all that reading needs"
    : `missing: ${missingScopes.join(", ")}`;
}

async function sandboxCheck(
  { executor }: Session,
  signal: AbortSignal,
): Promise<Check> {
  const run = await executor.executeScript(
    'export default async ({ client }) => (await client.query("SELECT 1 AS one")).rows;',
    { description: "doctor", signal },
  );
  const ms = Math.round(run.durationMs);
  return {
    check: "a script in a sandbox",
    ok: run.success,
    found: run.success
      ? `${run.sandbox?.provider ?? ""}, a first run took ${ms} ms`
      : run.error?.message ?? "failed",
  };
}
