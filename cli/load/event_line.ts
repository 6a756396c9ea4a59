/**
 * One line of a file as one event.
 *
 * @module
 */

import { z } from "zod";

/** An event in PostHog's capture format, with whatever else the line says. */
export type WireEvent = Readonly<Record<string, unknown>>;

/** A line that is an event, or why it is none. */
export type ReadEvent =
  | { readonly event: WireEvent }
  | { readonly problem: string };

/** PostHog's capture endpoint refuses larger ones. */
const MOST_BYTES = 1024 * 1024;

const DistinctId = z.union([
  z.string().min(1, "must not be empty"),
  z.number(),
], { error: "must be a text" });

const Event = z.looseObject({
  event: z.string({ error: missingOr("a text, the name of the event") })
    .min(1, "must not be empty"),
  distinct_id: DistinctId.optional(),
  properties: z.looseObject({}, { error: "must be an object" }).optional(),
  timestamp: z.string({ error: "must be a text in ISO 8601" }).refine(
    (text) => !Number.isNaN(Date.parse(text)),
    "must be a time in ISO 8601, such as 2026-01-31T12:00:00Z",
  ).optional(),
  uuid: z.guid("must be a UUID").optional(),
});

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads a line, or says what is wrong with it and where.
 *
 * @example
 * ```ts
 * import { readEvent } from "./event_line.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = new TextEncoder().encode('{"event": "purchase"}');
 * assertEquals(readEvent(bytes), {
 *   problem: 'field "distinct_id" is missing',
 * });
 * ```
 */
export function readEvent(bytes: Uint8Array): ReadEvent {
  if (bytes.length > MOST_BYTES) {
    return { problem: `larger than 1 MB (${bytes.length} bytes)` };
  }
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch (error) {
    return { problem: syntaxProblem(error) };
  }
  const parsed = Event.safeParse(value);
  if (!parsed.success) return { problem: fieldProblem(parsed.error) };
  const { distinct_id, properties = {} } = parsed.data;
  const id = distinct_id ?? properties["distinct_id"] ??
    properties["$distinct_id"];
  if (!DistinctId.safeParse(id).success) {
    return { problem: 'field "distinct_id" is missing' };
  }
  return { event: parsed.data };
}

function syntaxProblem(error: unknown): string {
  if (error instanceof SyntaxError) return `not JSON: ${error.message}`;
  return "not UTF-8";
}

function fieldProblem({ issues: [issue] }: z.ZodError): string {
  const field = issue?.path.join(".") ?? "";
  const message = issue?.message ?? "wrong";
  if (field === "") return "not a JSON object";
  return `field "${field}" ${message}`;
}

function missingOr(expected: string) {
  return ({ input }: { input: unknown }) =>
    input === undefined ? "is missing" : `must be ${expected}`;
}
