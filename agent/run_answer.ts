/**
 * From a run's result to a tool's answer.
 *
 * @module
 */

import type { RunResult } from "../executor/mod.ts";
import type { Answer, AnswerEnvelope } from "./answer.ts";

/**
 * The answer a run gives.
 *
 * @param run How the run ended.
 * @param notes What a careful reader should know beside the envelope.
 * @returns Data with their envelope, or an error with what to try next.
 */
export function answerOf(
  run: RunResult,
  notes: readonly string[] = [],
): Answer {
  const shared = notes.length === 0 ? {} : { notes };
  if (run.error === undefined) {
    return {
      ...shared,
      envelope: brief(run),
      data: run.result,
      ...(run.artifacts.length === 0 ? {} : { files: run.artifacts }),
    };
  }
  const {
    kind,
    message,
    hint = "Correct the input and try again",
    ...details
  } = run.error;
  return { ...shared, error: { kind, message, next: hint, details } };
}

/** The run's envelope without what is said twice. */
function brief({ envelope, runId }: RunResult): AnswerEnvelope {
  const { queries, ...sum } = envelope;
  const texts = queries.map(({ hogql }) => hogql).filter((text) =>
    text !== null
  );
  return { run: runId, ...sum, hogql: texts.slice(0, MAX_QUERIES_SHOWN) };
}

/** A script may ask thousands of times; the audit trail has them all. */
const MAX_QUERIES_SHOWN = 3;
