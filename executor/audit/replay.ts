/**
 * Runs an audited script again and says what is different.
 *
 * @module
 */

import type { ScriptOptions } from "../options.ts";
import { sha256 } from "../digest.ts";
import type { RunResult } from "../result.ts";
import type { AuditRecord } from "./record.ts";

/** What a replay showed. */
export interface Replay {
  /** The new run. */
  readonly run: RunResult;
  /** Whether it asked and answered the same. */
  readonly isSame: boolean;
  /** What is different, one sentence each. */
  readonly differences: readonly string[];
}

/** How to replay. */
export interface ReplayOptions extends ScriptOptions {
  /**
   * Runs a template again that changes something in the project.
   *
   * @default {false}
   */
  readonly allowWrites?: boolean;
}

/**
 * Runs the very text of an audited run again, and compares queries, rows and
 * result.
 *
 * @throws {Error} when the run never had a script, or its template writes and
 * that was not allowed
 *
 * @example
 * ```ts
 * import { PostHogAgentExecutor, replay } from "@posthog-driver/posthog-driver/executor";
 * import { assert } from "@std/assert";
 *
 * await using executor = new PostHogAgentExecutor({
 *   connection: {
 *     apiUrl: "https://us.posthog.com",
 *     projectId: "12345",
 *     personalApiKey: "phx_example",
 *   },
 * });
 * await executor.executeScript("export default () => 6 * 7;");
 * const [record] = executor.runs();
 * assert(record !== undefined);
 * const { isSame } = await replay(executor, record);
 * assert(isSame);
 * ```
 */
export async function replay(
  executor: {
    /** Runs the script. */
    executeScript(code: string, options?: ScriptOptions): Promise<RunResult>;
  },
  record: AuditRecord,
  { allowWrites = false, ...options }: ReplayOptions = {},
): Promise<Replay> {
  if (record.script === null) {
    throw new Error(
      `Cannot replay run "${record.runId}": it failed before there was a script`,
    );
  }
  if (record.writes === true && !allowWrites) {
    throw new Error(
      `Cannot replay run "${record.runId}": template "${record.template}" changes the project; allow writes to do it again`,
    );
  }
  const run = await executor.executeScript(record.script, {
    params: record.parameters,
    description: record.description,
    ...options,
  });
  const differences = await differencesOf(record, run);
  return { run, isSame: differences.length === 0, differences };
}

async function differencesOf(
  record: AuditRecord,
  run: RunResult,
): Promise<string[]> {
  const { queries } = run.envelope;
  const was = record.queries;
  const found: string[] = [];
  if (record.error?.kind !== run.error?.kind) {
    const [before, now] = [record.error, run.error].map((error) =>
      error === undefined || error === null ? "success" : error.kind
    );
    found.push(`The outcome was ${before}, now it is ${now}`);
  }
  if (was.length !== queries.length) {
    found.push(`It asked ${was.length} queries, now ${queries.length}`);
  }
  for (const [index, before] of was.entries()) {
    const now = queries[index];
    if (now === undefined) continue;
    const name = `Query ${index + 1}`;
    if (now.queryHash !== before.queryHash) found.push(`${name} is another`);
    else if (now.rows !== before.rows) {
      found.push(`${name} brought ${before.rows} rows, now ${now.rows}`);
    }
  }
  const digest = run.success
    ? await sha256(JSON.stringify(run.result ?? null))
    : null;
  if (digest !== record.resultDigest) found.push("The result is different");
  return found;
}
