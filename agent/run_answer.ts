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
      envelope: envelopeOf(run),
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
  return {
    ...shared,
    error: { kind, message, next: inTools(hint), details: brief(details) },
  };
}

/** A script's way to say it, and the tool that a model has for it. */
const TOOL_FOR: readonly (readonly [string, string])[] = [
  ["getFields(object)", "get_object_fields"],
  ["listObjects()", "discover_objects"],
];

function inTools(hint: string): string {
  return TOOL_FOR.reduce(
    (text, [method, tool]) => text.replaceAll(method, tool),
    hint,
  );
}

/** Details that say something; of all names, only those near enough. */
function brief(details: object): Record<string, unknown> {
  const { available: _, ...said } = details as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(said).map(([name, value]) => [
      name,
      name === "details" && typeof value === "object" && value !== null
        ? brief(value)
        : value,
    ]).filter(([, value]) => value !== "" && value !== null),
  );
}

/** The run's envelope without what is said twice. */
function envelopeOf({ envelope, runId }: RunResult): AnswerEnvelope {
  const { queries, ...sum } = envelope;
  const texts = queries.map(({ hogql }) => hogql).filter((text) =>
    text !== null
  );
  return { run: runId, ...sum, hogql: texts.slice(0, MAX_QUERIES_SHOWN) };
}

/** A script may ask thousands of times; the audit trail has them all. */
const MAX_QUERIES_SHOWN = 3;
