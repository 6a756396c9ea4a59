/**
 * The file in which a run's outcome leaves the sandbox.
 *
 * @module
 */

import { z } from "zod";
import type { Envelope } from "../driver/envelope.ts";
import type { Usage } from "./result.ts";
import type { RunErrorFacts } from "./run_error.ts";

/** A file that a script wrote, as the frame saw it. */
export interface WrittenFile {
  /** As the script named it. */
  readonly name: string;
  /** Its size. */
  readonly bytes: number;
  /** Its digest, in hex; empty while it was being written. */
  readonly sha256: string;
}

/** What a script threw, as data. */
export interface ScriptError extends RunErrorFacts {
  readonly name: string;
  readonly message: string;
}

/** What the frame reports whatever happened. */
export interface RunFacts {
  readonly token: string;
  readonly envelopes: readonly Envelope[];
  readonly usage: Usage;
  readonly warnings: readonly string[];
  readonly artifacts: readonly WrittenFile[];
}

/** What the frame in the sandbox writes. */
export type ResultFile =
  & RunFacts
  & (
    | { readonly ok: true; readonly result?: unknown }
    | { readonly ok: false; readonly error: ScriptError }
  );

const engine = z.object({
  name: z.enum(["posthog-cloud", "posthog-self-hosted", "posthog-embedded"]),
  version: z.string().nullable(),
  url: z.string(),
});

const envelope = z.object({
  rows: z.number(),
  truncated: z.boolean().nullable(),
  limit: z.number().nullable(),
  asOf: z.string(),
  engine,
  hogql: z.string().nullable(),
  queryHash: z.string(),
  elapsedMs: z.number(),
  timezone: z.string().nullable(),
  warnings: z.array(z.string()),
});

const facts = {
  token: z.string(),
  envelopes: z.array(envelope),
  usage: z.object({
    requests: z.number(),
    rows: z.number(),
    bytes: z.number(),
    writes: z.number(),
  }),
  warnings: z.array(z.string()),
  artifacts: z.array(z.object({
    name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/),
    bytes: z.number().int().nonnegative(),
    sha256: z.string(),
  })),
};

const scriptError: z.ZodType<ScriptError> = z.object({
  name: z.string(),
  message: z.string(),
  code: z.string().optional(),
  status: z.number().optional(),
  hint: z.string().optional(),
  details: z.unknown().optional(),
  line: z.number().int().positive().optional(),
  column: z.number().int().positive().optional(),
  stack: z.string().optional(),
});

const resultFile: z.ZodType<ResultFile> = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), result: z.unknown(), ...facts }),
  z.object({ ok: z.literal(false), error: scriptError, ...facts }),
]);

/**
 * Parses a result file and checks that the frame of this very run wrote it:
 * a file that a script put there by itself lacks the token.
 *
 * @returns The outcome, or a sentence that says what is wrong with the file.
 */
export function parseResultFile(
  text: string,
  token: string,
): ResultFile | string {
  // The frame writes it first: what somebody else wrote is not even parsed.
  if (!text.startsWith(`{"token":${JSON.stringify(token)},`)) {
    return "the script wrote it, not the frame";
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return `it is not whole JSON (${text.length} characters)`;
  }
  const parsed = resultFile.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `${issue?.path.join(".") || "it"}: ${issue?.message}`;
  }
  return parsed.data;
}
