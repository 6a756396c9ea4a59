/**
 * `runs list|show|replay|verify`: what ran, as the audit trail has it.
 *
 * @module
 */

import {
  type AuditLine,
  readAudit,
  replay,
  verifyAudit,
} from "../../executor/mod.ts";
import { printAnswer, printJson } from "../answer.ts";
import { AUDIT, auditPathOf } from "../audit_file.ts";
import { type Command, PROGRAM } from "../command.ts";
import { DATA, FORMAT, QUIET, SANDBOX, TIMEOUT } from "../common_flags.ts";
import { EXIT } from "../exit_code.ts";
import { Failure, usageFailure } from "../failure.ts";
import { type Flag, type ParsedFlags, parseFlags } from "../flags.ts";
import { formatOf, onlyWord, refuseWords } from "../read_flags.ts";
import { openSession } from "../session.ts";

/** Lists the runs. */
export const runsList: Command = {
  name: "runs list",
  summary: "List the runs of this directory, newest last.",
  flags: [FORMAT, AUDIT],
  examples: ["runs list"],
  async run({ terminal }, args) {
    const flags = parseFlags(args, runsList.flags);
    refuseWords(flags, "runs list");
    const lines = await linesOf(flags);
    printAnswer(terminal, formatOf(flags), {
      document: lines,
      value: lines.map((line) => ({
        at: line.at,
        run: line.runId,
        what: line.template ?? line.description,
        outcome: line.error?.kind ?? "success",
        queries: line.queries.length,
        rows: line.usage.rows,
        ms: Math.round(line.durationMs),
      })),
    });
    return EXIT.ok;
  },
};

/** Shows all that is known about a run. */
export const runsShow: Command = {
  name: "runs show",
  summary: "Show a run: parameters, script, queries, hashes.",
  words: "RUN",
  flags: [AUDIT],
  examples: ["runs show RUN"],
  async run({ terminal }, args) {
    const flags = parseFlags(args, runsShow.flags);
    printJson(terminal.stdout, await lineNamed(flags));
    return EXIT.ok;
  },
};

const ALLOW_WRITES: Flag = {
  name: "allow-writes",
  type: "boolean",
  summary: "Also run again what changes the project",
};

/** Runs a script again, and compares. */
export const runsReplay: Command = {
  name: "runs replay",
  summary: "Run a script of the past again and compare the answers.",
  words: "RUN",
  details: "Exit code 1 where anything differs.",
  flags: [FORMAT, DATA, SANDBOX, TIMEOUT, AUDIT, ALLOW_WRITES, QUIET],
  examples: ["runs replay RUN"],
  async run(world, args) {
    const flags = parseFlags(args, runsReplay.flags);
    const line = await lineNamed(flags);
    await using session = await openSession(world, flags);
    const { steps, executor } = session;
    const { isSame, differences } = await steps.step(
      `Ran "${line.description}" again`,
      () =>
        replay(executor, line, {
          signal: world.signal,
          allowWrites: flags.bool("allow-writes") ?? false,
        }),
      ({ run }) => run.success,
    );
    printAnswer(world.terminal, formatOf(flags), {
      document: { isSame, differences },
      value: isSame
        ? "The same queries gave the same answer"
        : differences.map((difference) => ({ difference })),
    });
    return isSame ? EXIT.ok : EXIT.failed;
  },
};

/** Checks the chain of hashes. */
export const runsVerify: Command = {
  name: "runs verify",
  summary: "Check that no line of the audit trail was changed or taken out.",
  flags: [FORMAT, AUDIT],
  examples: ["runs verify"],
  async run({ terminal }, args) {
    const flags = parseFlags(args, runsVerify.flags);
    refuseWords(flags, "runs verify");
    await linesOf(flags);
    const verdict = await verifyAudit(auditPathOf(flags));
    printAnswer(terminal, formatOf(flags), {
      document: verdict,
      value: verdict,
    });
    return verdict.isWhole ? EXIT.ok : EXIT.failed;
  },
};

async function linesOf(flags: ParsedFlags): Promise<AuditLine[]> {
  const file = auditPathOf(flags);
  try {
    return await Array.fromAsync(readAudit(file));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw usageFailure(
      `Cannot read the audit trail "${file}": there is no such file`,
      `Run something first, for example "${PROGRAM} run identify_power_users"`,
      "Or name the file with --audit FILE",
    );
  }
}

/** The run whose id is, or begins with, the word given. */
async function lineNamed(flags: ParsedFlags): Promise<AuditLine> {
  const word = onlyWord(flags, "the id of a run");
  const found = (await linesOf(flags))
    .filter(({ runId }) => runId.startsWith(word));
  const [line, other] = found;
  if (line !== undefined && (other === undefined || line.runId === word)) {
    return line;
  }
  throw new Failure(
    line === undefined
      ? `No run has the id "${word}"`
      : `"${word}" is the beginning of ${found.length} ids`,
    {
      exitCode: EXIT.usage,
      next: [`Run "${PROGRAM} runs list" to see the ids`],
    },
  );
}
