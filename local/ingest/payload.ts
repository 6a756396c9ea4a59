/**
 * What a capture request says: one event, a list, or a batch.
 *
 * @module
 */

import { z } from "zod";
import { CaptureError } from "./capture_error.ts";
import { parseJson } from "../json_text.ts";

/** Any keys at all: `z.record` would drop one that is called `__proto__`. */
export const Fields: z.ZodType<Readonly<Record<string, unknown>>> = z.custom<
  Readonly<Record<string, unknown>>
>(
  (value) =>
    typeof value === "object" && value !== null && !Array.isArray(value),
  "Expected an object",
);

/** One event as it was sent; names and meanings are PostHog's. */
const Sent = z.looseObject({
  event: z.unknown().optional(),
  distinct_id: z.unknown().optional(),
  $distinct_id: z.unknown().optional(),
  uuid: z.union([z.uuid(), z.literal("")]).nullish(),
  timestamp: z.unknown().optional(),
  offset: z.number().nullish(),
  properties: Fields.nullish(),
  $set: Fields.nullish(),
  $set_once: Fields.nullish(),
  $unset: z.array(z.string()).nullish(),
});

/** One event as it was sent. */
export interface SentEvent {
  /** The event's name. */
  readonly event?: unknown;
  /** Who did it. */
  readonly distinct_id?: unknown;
  /** Another name for `distinct_id`. */
  readonly $distinct_id?: unknown;
  /** The client's own identity for the event. */
  readonly uuid?: string | null | undefined;
  /** When it happened, by the client's clock. */
  readonly timestamp?: unknown;
  /** Milliseconds ago, where there is no timestamp. */
  readonly offset?: number | null | undefined;
  /** What is known about it. */
  readonly properties?: Readonly<Record<string, unknown>> | null | undefined;
  /** Person properties to set. */
  readonly $set?: Readonly<Record<string, unknown>> | null | undefined;
  /** Person properties to set where there are none. */
  readonly $set_once?: Readonly<Record<string, unknown>> | null | undefined;
  /** Person properties to remove. */
  readonly $unset?: readonly string[] | null | undefined;
  /** Whatever else was sent. */
  readonly [field: string]: unknown;
}

const Batch = z.looseObject({
  batch: z.array(Sent),
  sent_at: z.unknown().optional(),
  historical_migration: z.boolean().nullish(),
});

/** The content of a capture request. */
export interface Payload {
  /** The project key it was sent with. */
  readonly token: string;
  /** Its events, in order. */
  readonly events: readonly SentEvent[];
  /** When the client says it sent them. */
  readonly sentAt: unknown;
}

/**
 * Reads the text of a request.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { token, events } = parsePayload(
 *   '{"api_key":"phc_1","event":"paid","distinct_id":"ada"}',
 * );
 * assertEquals([token, events.length], ["phc_1", 1]);
 * ```
 */
export function parsePayload(text: string): Payload {
  const body = json(text);
  const isBatch = typeof body === "object" && body !== null && "batch" in body;
  const parsed = isBatch
    ? Batch.safeParse(body)
    : z.array(Sent).safeParse(Array.isArray(body) ? body : [body]);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join(".") || "body";
    throw new CaptureError(
      400,
      `failed to parse request: ${place}: ${issue?.message}`,
    );
  }
  const events = Array.isArray(parsed.data) ? parsed.data : parsed.data.batch;
  if (events.length === 0) {
    throw new CaptureError(400, "request holds no event");
  }
  const envelope: Readonly<Record<string, unknown>> = Array.isArray(parsed.data)
    ? {}
    : parsed.data;
  return {
    token: tokenOf(envelope, events),
    events,
    sentAt: envelope["sent_at"] ?? events[0]?.["sent_at"],
  };
}

function json(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CaptureError(400, `failed to parse request: ${reason}`);
  }
}

function tokenOf(
  envelope: Readonly<Record<string, unknown>>,
  events: readonly SentEvent[],
): string {
  const own = keyIn(envelope);
  const tokens = new Set<string>(own === undefined ? [] : [own]);
  if (own === undefined) {
    for (const event of events) {
      tokens.add(keyIn(event) ?? keyIn(event.properties ?? {}) ?? "");
    }
  }
  if (tokens.size > 1) {
    throw new CaptureError(
      401,
      "batch submitted with inconsistent api_key values",
    );
  }
  const [token = ""] = tokens;
  if (token === "") {
    throw new CaptureError(401, "event submitted without an api_key");
  }
  return token;
}

function keyIn(fields: Readonly<Record<string, unknown>>): string | undefined {
  const key = fields["api_key"] ?? fields["token"] ?? fields["$token"];
  return typeof key === "string" ? key : undefined;
}
