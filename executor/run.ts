/**
 * One run in one sandbox: write, run, read.
 *
 * @module
 */

import { downloadArtifacts } from "./artifacts.ts";
import { type Frame, RUNNER_PATH } from "./frame.ts";
import type { RunLimits } from "./options.ts";
import { type Ended, lost, resultOf } from "./outcome.ts";
import { Output } from "./output.ts";
import type { Lease } from "./pool.ts";
import type { Artifact } from "./result.ts";
import { redacted } from "./redact.ts";
import { parseResultFile, type ResultFile } from "./result_file.ts";
import { adviceOf, reasonOf, RunFailure } from "./run_error.ts";
import type { ProcessExit, Sandbox, SandboxFile } from "./sandbox.ts";
import type { Script } from "./script.ts";

/** What a run needs. */
export interface Run {
  /** Its id. */
  readonly id: string;
  /** What to run. */
  readonly script: Script;
  /** What sandboxes get once. */
  readonly frame: Frame;
  /** Its limits. */
  readonly limits: RunLimits;
  /** What must not come back, should a provider have had to let it in. */
  readonly secret: string;
}

/** A run that has ended, with its verdict. */
export interface Verdict {
  /** What the script returned. */
  readonly result: unknown;
  /** Why there is no result. */
  readonly failure: RunFailure | undefined;
  /** What the frame reported, if it came to that. */
  readonly file: ResultFile | undefined;
  /** What the script printed. */
  readonly output: Output;
  /** Files that were brought out. */
  readonly artifacts: readonly Artifact[];
  /** Whether the sandbox can be used again. */
  readonly isHealthy: boolean;
}

/**
 * Writes the script, and the frame into a new sandbox; all in one request.
 *
 * @throws {RunFailure} of kind `upload`
 */
export async function upload(
  { sandbox, isReused }: Lease,
  { id, script, frame, limits }: Run,
): Promise<void> {
  const files: SandboxFile[] = [
    { path: `run/${id}/script.mjs`, data: script.source },
    { path: `run/${id}/params.json`, data: JSON.stringify(script.parameters) },
  ];
  try {
    await sandbox.write(
      isReused ? files : [...frame.files, ...files],
      limits.signal,
    );
  } catch (error) {
    throw new RunFailure(
      "upload",
      `Cannot write the script into sandbox "${sandbox.id}": ${
        reasonOf(error)
      }`,
      { hint: "Try again", ...adviceOf(error) },
    );
  }
}

/** Runs an uploaded script to its end, and reads what it left. */
export async function runUploaded(
  { sandbox }: Lease,
  run: Run,
): Promise<Verdict> {
  const { id, script, limits, secret } = run;
  const token = crypto.randomUUID();
  const output = new Output(token, secret, limits.onProgress);
  const exit = await sandbox.run({
    entry: RUNNER_PATH,
    fromTemplate: script.template !== undefined,
    args: [`run/${id}`],
    env: { POSTHOG_RUN: order(id, token, limits) },
    timeoutMs: limits.timeoutMs,
    maxOutputBytes: limits.maxOutputBytes,
    maxMemoryBytes: limits.maxMemoryBytes,
    budgets: limits.budgets,
    onStdout: (text) => output.stdout(text),
    onStderr: (text) => output.stderr(text),
    ...(limits.signal === undefined ? {} : { signal: limits.signal }),
  });
  const verdict = await bringBack(sandbox, run, { exit, token, output });
  const isLost = verdict.failure?.kind === "sandbox_lost";
  return { ...verdict, output, isHealthy: sandbox.isReusable && !isLost };
}

/** A process that has ended. */
interface EndedProcess {
  readonly exit: ProcessExit;
  readonly token: string;
  readonly output: Output;
}

/** Reads the result, and downloads the files it lists. */
async function bringBack(
  sandbox: Sandbox,
  run: Run,
  { exit, token, output }: EndedProcess,
): Promise<Pick<Verdict, "result" | "failure" | "file" | "artifacts">> {
  const { id, script, limits: { timeoutMs, artifactsDir } } = run;
  const runPath = `run/${id}`;
  const ended = { exit, output, script, timeoutMs };
  let file: ResultFile | undefined;
  try {
    const path = `${runPath}/result.json`;
    const found = await readResult(sandbox, path, token, run);
    if (typeof found === "object") file = found;
    const place = { sandbox, runPath, runId: id, artifactsDir };
    const artifacts = await downloadArtifacts(file?.artifacts ?? [], place);
    return { ...judge({ ...ended, file: found }), file, artifacts };
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    if (exit.kind !== "exited" && file === undefined) {
      return { ...judge({ ...ended, file }), file, artifacts: [] };
    }
    // What cannot be read in a sandbox that is gone is not the script's fault.
    const failure = await sandbox.isAlive() ? error : lost(error.message);
    return { result: undefined, failure, file, artifacts: [] };
  }
}

function judge(ended: Ended): Pick<Verdict, "result" | "failure"> {
  try {
    return { result: resultOf(ended), failure: undefined };
  } catch (error) {
    if (error instanceof RunFailure) {
      return { result: undefined, failure: error };
    }
    throw error;
  }
}

/** What the frame is told. It reads this before the script is loaded. */
function order(id: string, token: string, limits: RunLimits): string {
  return JSON.stringify({
    directory: `run/${id}`,
    token,
    budgets: limits.budgets,
    artifacts: limits.artifactsDir !== undefined,
    maxResultBytes: limits.maxResultBytes,
  });
}

/**
 * Reads the result file, but no more of it than a result may have.
 *
 * @throws {RunFailure} of kind `bad_result` where the sandbox does not give it
 */
async function readResult(
  sandbox: Sandbox,
  path: string,
  token: string,
  { limits: { maxResultBytes }, secret }: Run,
): Promise<ResultFile | string | undefined> {
  try {
    const stream = await sandbox.stream(path);
    if (stream === undefined) return undefined;
    const decoder = new TextDecoder();
    let text = "";
    // The envelopes come beside the result.
    let left = 2 * maxResultBytes;
    for await (const chunk of stream) {
      left -= chunk.byteLength;
      if (left < 0) return `it has more than ${2 * maxResultBytes} bytes`;
      text += decoder.decode(chunk, { stream: true });
    }
    return parseResultFile(redacted(text + decoder.decode(), secret), token);
  } catch (error) {
    const reason = reasonOf(error);
    throw new RunFailure("bad_result", `Cannot read the result: ${reason}`, {
      code: "result_download",
      ...adviceOf(error),
    });
  }
}
