/**
 * `batch`: many runs at a time, from a file.
 *
 * @module
 */

import { z } from "zod";
import type { BatchItem, RunResult } from "../../executor/mod.ts";
import { printAnswer } from "../answer.ts";
import { BatchLog, type LoggedRun } from "../batch_log.ts";
import type { Command } from "../command.ts";
import { FORMAT } from "../common_flags.ts";
import { EXIT, type ExitCode } from "../exit_code.ts";
import { usageFailure } from "../failure.ts";
import { type Flag, parseFlags } from "../flags.ts";
import { progressBar } from "../progress_bar.ts";
import { countOf, formatOf, onlyWord } from "../read_flags.ts";
import { openSession, SESSION_FLAGS } from "../session.ts";

const FLAGS: readonly Flag[] = [
  {
    name: "results",
    type: "string",
    placeholder: "FILE",
    summary: "Where results go, a line each (default FILE.results.jsonl)",
  },
  {
    name: "concurrency",
    type: "string",
    placeholder: "N",
    summary: "Runs at a time (default 4)",
  },
  {
    name: "stop-on-error",
    type: "boolean",
    summary: "Start nothing more after the first failure",
  },
  FORMAT,
  ...SESSION_FLAGS,
];

const Params = z.record(z.string(), z.unknown()).optional();
const Item = z.union([
  z.strictObject({ template: z.string(), params: Params }),
  z.strictObject({ script: z.string(), params: Params }),
]);

/** Runs every line of a file. */
export const batch: Command = {
  name: "batch",
  summary: "Run many templates and scripts, several at a time.",
  words: "FILE",
  details:
    'One run per line: {"template": "trends", "params": {…}} or {"script": "export default …", "params": {…}}. ' +
    "Results are kept as they come: called again, only what has not succeeded yet runs. " +
    "Exit code 6 where some failed.",
  flags: FLAGS,
  examples: ["batch questions.jsonl --concurrency 4"],
  async run(world, args) {
    const flags = parseFlags(args, FLAGS);
    const file = onlyWord(flags, "the file of the batch");
    const concurrency = countOf(flags, "concurrency", { most: 64 }) ?? 4;
    const items = await readItems(file);
    const log = await BatchLog.open(
      flags.text("results") ?? `${file}.results.jsonl`,
      items,
    );
    const todo = log.todo();
    await using session = await openSession(world, flags);
    const { steps, executor } = session;
    steps.note(`${todo.length} of ${items.length} runs to do`);
    let done = 0;
    await executor.batchExecute(todo.map(({ item }) => item), {
      concurrency,
      stopOnError: flags.bool("stop-on-error") ?? false,
      signal: world.signal,
      // Progress of one among many would only flicker.
      onProgress: () => {},
      onResult(result: RunResult, at: number) {
        const index = todo[at]?.index;
        if (index !== undefined && result.error?.kind !== "aborted") {
          log.add(index, result);
        }
        done++;
        steps.progress(`${progressBar(done / todo.length)}  ${done} runs`);
      },
    });
    const runs = log.runs();
    printAnswer(world.terminal, formatOf(flags), {
      document: { results: log.path, runs },
      value: runs.map(summaryOf),
    });
    if (world.signal.aborted) {
      steps.warn(
        `Interrupted: call it again to go on, "${log.path}" has the rest`,
      );
      return EXIT.interrupted;
    }
    return exitCodeOf(runs, items.length);
  },
};

function exitCodeOf(runs: readonly LoggedRun[], items: number): ExitCode {
  const succeeded = runs.filter(({ success }) => success).length;
  return succeeded === items ? EXIT.ok : EXIT.partial;
}

function summaryOf(run: LoggedRun): Record<string, unknown> {
  return {
    line: run.line,
    what: run.what,
    outcome: run.success ? "success" : run.error?.kind ?? "failed",
    found: run.success ? `${run.rows} rows` : run.error?.message ?? "",
  };
}

async function readItems(file: string): Promise<BatchItem[]> {
  const text = await readText(file);
  const lines = text.split("\n").map((line, at) => ({ line, number: at + 1 }))
    .filter(({ line }) => line.trim() !== "");
  if (lines.length === 0) throw usageFailure(`The batch "${file}" is empty`);
  return lines.map(({ line, number }) => {
    const parsed = Item.safeParse(parseJson(line));
    if (parsed.success) {
      const { params = {}, ...what } = parsed.data;
      return { ...what, params };
    }
    throw usageFailure(
      `${file}:${number}: not a run`,
      'A line is {"template": "NAME", "params": {…}} or {"script": "…", "params": {…}}',
    );
  });
}

async function readText(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw usageFailure(`Cannot read "${file}": there is no such file`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
