/**
 * How a run ended, for the one who started it.
 *
 * @module
 */

import type { RunError, RunResult } from "../executor/mod.ts";
import { type Format, printAnswer, printJson } from "./answer.ts";
import { fit, safeText } from "./cell.ts";
import type { World } from "./command.ts";
import { EXIT, type ExitCode } from "./exit_code.ts";
import { Failure } from "./failure.ts";
import { exitCodeOf, nextOf } from "./problem.ts";
import type { Steps } from "./steps.ts";

/** What ended a run outside of the script, and what the process then says. */
const BY_KIND: Readonly<Partial<Record<RunError["kind"], ExitCode>>> = {
  parameter: EXIT.usage,
  sandbox_start: EXIT.sandbox,
  upload: EXIT.sandbox,
  timeout: EXIT.sandbox,
  killed: EXIT.sandbox,
  out_of_memory: EXIT.sandbox,
  output_flood: EXIT.sandbox,
  sandbox_lost: EXIT.sandbox,
  budget_exceeded: EXIT.sandbox,
  aborted: EXIT.interrupted,
};

/** What to do next, where the error's own words are for programs. */
const NEXT_BY_KIND: Readonly<Partial<Record<RunError["kind"], string>>> = {
  timeout: "Ask for less, or raise --timeout",
};

/** How many columns of each line, and how many lines of a failed script's output are shown. */
const TAIL_COLUMNS = 160;
const TAIL_LINES = 15;

/** Runs as one step that tells how it ended and how long it took. */
export function runStep<Result>(
  steps: Steps,
  work: () => Promise<RunResult<Result>>,
): Promise<RunResult<Result>> {
  return steps.step("Ran it in the sandbox", work, ({ success }) => success);
}

/**
 * Prints the result of a run, or, with `--format json`, the whole of it.
 *
 * @throws {Failure} when the run failed, after its output has been shown
 */
export function reportRun(
  { terminal }: World,
  steps: Steps,
  format: Format,
  run: RunResult,
): ExitCode {
  const { error, result, envelope, artifacts } = run;
  const document = { ...run, result: result ?? null, error: error ?? null };
  if (error !== undefined) {
    if (format === "json") printJson(terminal.stdout, document);
    showTails(steps, error);
    throw new Failure(`${error.message}${placeOf(error)}`, {
      exitCode: codeOf(error),
      next: nextSteps(error),
    });
  }
  showOutput(steps, run.output);
  printAnswer(terminal, format, {
    document,
    value: result,
    truth: envelope,
  });
  for (const { path, bytes, sha256 } of artifacts) {
    steps.note(
      `Wrote ${path} (${bytes} bytes, sha256 ${sha256.slice(0, 12)}…)`,
    );
  }
  return EXIT.ok;
}

/** The line of the script, where the message does not say it. */
function placeOf({ line, message }: RunError): string {
  if (line === undefined || /\bline \d/.test(message)) return "";
  return `, at line ${line} of the script`;
}

function nextSteps({ kind, code = "", hint }: RunError): string[] {
  const next = NEXT_BY_KIND[kind] ?? nextOf(code) ?? hint;
  return next
    ? [next.replace("keyInEnvironment: true", "--key-in-sandbox")]
    : [];
}

function codeOf(error: RunError): ExitCode {
  return BY_KIND[error.kind] ?? exitCodeOf(error);
}

function showOutput(steps: Steps, output: string): void {
  for (const line of lastLines(output, Infinity)) steps.note(`│ ${line}`);
}

function showTails(steps: Steps, error: RunError): void {
  for (const text of [error.stdoutTail, error.stderrTail]) {
    for (const line of lastLines(text, TAIL_LINES)) {
      steps.note(`│ ${fit(line, TAIL_COLUMNS)}`);
    }
  }
}

function lastLines(text: string, most: number): string[] {
  const lines = text.trimEnd().split("\n").map(safeText);
  return text.trim() === "" ? [] : lines.slice(-most);
}
