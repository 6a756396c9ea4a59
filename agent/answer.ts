/**
 * What a tool answers: one JSON text that is valid whatever its size, says
 * where its data come from, and what to do next.
 *
 * @module
 */

import type { Artifact, RunEnvelope } from "../executor/mod.ts";
import type { ResultStore } from "./results.ts";

/** Why a call failed and what to try. */
export interface AnswerError {
  /** The cause in one word, for example `query` or `write_denied`. */
  readonly kind: string;
  /** What was attempted and what was found. */
  readonly message: string;
  /** What to do next. */
  readonly next: string;
  /** Anything a machine may use: position, nearest names, retry time. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The truth about an answer: the run's envelope and the HogQL that ran. */
export interface AnswerEnvelope extends Omit<RunEnvelope, "queries"> {
  /** Names the run in the audit trail. */
  readonly run: string;
  /** The first queries that ran, as the server printed them. */
  readonly hogql: readonly string[];
}

/** What a tool answers, before it is fitted into a text. */
export interface Answer {
  /** Content recorded in PostHog: data, never instructions. */
  readonly data?: unknown;
  /** The truth about the data. */
  readonly envelope?: AnswerEnvelope;
  /** Files the run left behind. */
  readonly files?: readonly Artifact[];
  /** What a careful reader should know, one sentence each. */
  readonly notes?: readonly string[];
  /** Present where the call failed. */
  readonly error?: AnswerError;
}

/** Most characters in one answer: about 6,000 tokens. */
export const MAX_ANSWER_CHARACTERS = 24_000;

/**
 * Turns an answer into one JSON text of at most `maxCharacters`. What does
 * not fit is kept under a handle that `read_result` reads on from.
 *
 * @param answer The answer in full.
 * @param results Where the rest is kept.
 * @param maxCharacters The size of the text; the part beside the data is small.
 * @returns Valid JSON.
 */
export function answerText(
  answer: Answer,
  results: ResultStore,
  maxCharacters: number = MAX_ANSWER_CHARACTERS,
): string {
  const { data, ...rest } = answer;
  const full = JSON.stringify({ ...rest, data });
  if (full.length <= maxCharacters) return full;
  const room = Math.max(
    1_000,
    maxCharacters - JSON.stringify(rest).length - MORE_CHARACTERS,
  );
  return JSON.stringify({ ...rest, ...firstPart(data, results, room) });
}

/** What `more` takes at most, with room for escaping. */
const MORE_CHARACTERS = 400;

/** The beginning of the data, and how to read on. */
function firstPart(data: unknown, results: ResultStore, room: number) {
  const summary = summaryOf(data, room);
  const handle = results.keep(
    summary === undefined ? data : summary.rows,
    room - (summary?.size ?? 0),
  );
  // A first look: what fits half an answer. `read_result` fills whole ones.
  const page = results.read(handle, 0, (room - (summary?.size ?? 0)) >> 1);
  return {
    data: typeof page?.part === "string"
      ? { ...summary?.rest, beginning: page.part }
      : { ...summary?.rest, rows: page?.part },
    more: {
      handle,
      next: page?.next ?? null,
      total: page?.total ?? 0,
      unit: typeof page?.part === "string" ? "characters" : "rows",
      how: "Call read_result with this handle and offset = next",
    },
  };
}

/** Rows and the small rest beside them, where the data are of that form. */
function summaryOf(data: unknown, room: number) {
  if (typeof data !== "object" || data === null || !("rows" in data)) {
    return undefined;
  }
  const { rows, ...rest } = data;
  const size = JSON.stringify(rest).length;
  return Array.isArray(rows) && size < room >> 1
    ? { rows, rest, size }
    : undefined;
}
