/**
 * What became of a run: from its end and the file it left to one verdict.
 *
 * @module
 */

import type { Output } from "./output.ts";
import type { ResultFile, ScriptError } from "./result_file.ts";
import { RunFailure } from "./run_error.ts";
import type { ProcessExit } from "./sandbox.ts";
import type { Script } from "./script.ts";

/** A run that has ended. */
export interface Ended {
  /** How its process ended. */
  readonly exit: ProcessExit;
  /** What it left; a sentence when that is no result, `undefined` if nothing. */
  readonly file: ResultFile | string | undefined;
  /** What it printed. */
  readonly output: Output;
  /** What was run. */
  readonly script: Script;
  /** The run's time budget, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * The result, if there is one. A whole result file counts whatever happened to
 * the process afterwards: an answer that is there is never thrown away.
 *
 * @throws {RunFailure} for everything else
 */
export function resultOf(ended: Ended): unknown {
  const { file, exit, script } = ended;
  if (typeof file !== "object") throw failureOfExit(exit, ended);
  if (!file.ok) throw failureOfScript(file.error, script);
  const schema = script.template?.result;
  if (schema === undefined) return file.result;
  const parsed = schema.safeParse(file.result);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = ["result", ...issue?.path ?? []].join(".");
  throw new RunFailure(
    "bad_result",
    `The script returned what "${script.template?.name}" does not promise: ${place}: ${issue?.message}`,
    {
      code: "result_schema",
      hint: "Correct the script or the template's result schema",
      details: parsed.error.issues,
    },
  );
}

function failureOfScript(error: ScriptError, script: Script): RunFailure {
  const { name, line, message: whole, details, ...facts } = error;
  const message = shortened(whole);
  const kind = error.code === "budget_exceeded"
    ? "budget_exceeded"
    : error.code === "bad_result"
    ? "bad_result"
    : isMemory(message)
    ? "out_of_memory"
    : "script";
  const words = name === "Error" || kind !== "script"
    ? message
    : `${name}: ${message}`;
  return new RunFailure(kind, words, {
    ...facts,
    details: bounded(details),
    hint: facts.hint ?? hintOf(message),
    line: line === undefined ? undefined : ownLine(line, script),
    stack: facts.stack?.replaceAll(
      /script\.mjs:(\d+)/g,
      (_, found) => `script.mjs:${ownLine(Number(found), script)}`,
    ),
  });
}

/** Most characters of a script's own error message, and of its details. */
const ERROR_CHARACTERS = 10_000;

function shortened(message: string): string {
  return message.length <= ERROR_CHARACTERS
    ? message
    : `${message.slice(0, ERROR_CHARACTERS)}… (${message.length} characters)`;
}

/** Half of an object misleads: it comes whole, or not at all. */
function bounded(details: unknown): unknown {
  const { length } = JSON.stringify(details) ?? "";
  return length <= ERROR_CHARACTERS
    ? details
    : `Left out: ${length} characters of JSON, more than ${ERROR_CHARACTERS}`;
}

/** Lines above the author's own text are not counted. */
function ownLine(line: number, { lineOffset }: Script): number {
  return Math.max(1, line - lineOffset);
}

function isMemory(message: string): boolean {
  return /allocation failed|could not allocate memory/.test(message);
}

/** The runtime speaks of flags and numbers that nobody here can set. */
function hintOf(message: string): string | undefined {
  if (/EMFILE|too many open files/i.test(message)) {
    return "Close files, and read or cancel responses; a local script may hold 1,024 at a time";
  }
  return /^Requires (\w+) access/.test(message)
    ? "A script reaches PostHog through `client`, and leaves files with `artifact()`; nothing else is open to it"
    : undefined;
}

function failureOfExit(exit: ProcessExit, ended: Ended): RunFailure {
  switch (exit.kind) {
    case "timeout":
      return new RunFailure(
        "timeout",
        `The script took longer than ${ended.timeoutMs} ms`,
        { hint: "Ask for less, or raise timeoutMs" },
      );
    case "killed":
      return new RunFailure(
        "killed",
        `The script was ended by ${exit.signal}${
          exit.reason === undefined ? "" : `: ${exit.reason}`
        }`,
      );
    case "out_of_memory":
      return new RunFailure(
        "out_of_memory",
        "The script took more memory than it may",
        { hint: "Work in batches, or raise maxMemoryBytes" },
      );
    case "output_flood":
      return new RunFailure(
        "output_flood",
        "The script printed more than it may",
        { hint: "Write large data with artifact(), or raise maxOutputBytes" },
      );
    case "aborted":
      return new RunFailure("aborted", "The caller gave up the run");
    case "lost":
      return lost(exit.reason);
    case "exited":
      return failureWithoutResult(exit.code, ended);
  }
}

/** The failure of a run whose sandbox is gone. */
export function lost(reason: string): RunFailure {
  return new RunFailure("sandbox_lost", `The sandbox was lost: ${reason}`, {
    hint:
      "Whether the script did its work is not known; run it again if that does no harm",
  });
}

function failureWithoutResult(
  code: number,
  { file, output }: Ended,
): RunFailure {
  if (typeof file === "string") {
    return new RunFailure("bad_result", `Cannot read the result: ${file}`);
  }
  const waits = /never resolved|unsettled top-level await/i;
  const isStuck = code === 13 || waits.test(output.stderrTail);
  return new RunFailure(
    "script",
    isStuck
      ? "The script waits for something that can no longer happen"
      : `The script ended its process (exit code ${code}) before it returned`,
    { code: "no_result" },
  );
}
