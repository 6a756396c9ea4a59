/**
 * Capture, version 1: `/i/v1/analytics/events` ("PostHog API, capture v1"). A
 * batch is answered event by event, so a client sends only the rest again.
 *
 * @module
 */

import { z } from "zod";
import type { Call, Route } from "../http/route.ts";
import { parseJson } from "../json_text.ts";
import type { Store } from "../store/store.ts";
import { readEncoded } from "./body.ts";
import { CaptureError } from "./capture_error.ts";
import { captured, type CapturedEvent, LARGEST_EVENT_BYTES } from "./event.ts";
import type { Ingestion } from "./ingestion.ts";
import { Fields, type SentEvent } from "./payload.ts";

const LIMIT = 20 * 1024 * 1024;

/** Event names and distinct_ids may be so long, in characters. */
const LONGEST_NAME = 200;

/** What every request has to say about itself. */
const HEADERS = [
  "posthog-sdk-info",
  "posthog-attempt",
  "posthog-request-id",
  "posthog-request-timestamp",
] as const;

const Event = z.looseObject({
  event: z.string(),
  uuid: z.uuid(),
  distinct_id: z.string(),
  timestamp: z.string(),
  session_id: z.string().nullish(),
  window_id: z.string().nullish(),
  options: z.looseObject({
    cookieless_mode: z.boolean().nullish(),
    disable_skew_correction: z.boolean().nullish(),
    process_person_profile: z.boolean().nullish(),
    product_tour_id: z.string().nullish(),
  }),
  properties: Fields,
});

const Batch = z.looseObject({ batch: z.array(Event).min(1) });

type SentV1 = z.infer<typeof Event>;

/** What became of one event. */
interface EventResult {
  readonly result: "ok" | "drop";
  readonly details?: string;
}

/** The route that takes batches in. */
export function captureV1Route(
  store: Store,
  ingestion: Ingestion,
  now: () => Date,
): Route {
  return {
    method: "POST",
    path: "/i/v1/analytics/events/",
    isPublic: true,
    handle: async (call) => {
      try {
        return Response.json({ results: await take(call) });
      } catch (error) {
        return refusal(error);
      }
    },
  };

  async function take({ request }: Call): Promise<Record<string, EventResult>> {
    checkHeaders(request.headers, store.identity.projectApiKey);
    const { batch } = parsed(await readEncoded(request, LIMIT));
    const results: Record<string, EventResult> = {};
    const taken: CapturedEvent[] = [];
    for (const sent of batch) {
      const details = reasonToDrop(sent);
      results[sent.uuid] = details === undefined
        ? { result: "ok" }
        : { result: "drop", details };
      if (details !== undefined) continue;
      const sentAt = request.headers.get("posthog-request-timestamp");
      taken.push(captured(asV0(sent, request.headers), sentAt, now()));
    }
    await ingestion.add(taken);
    return results;
  }
}

function checkHeaders(headers: Headers, projectApiKey: string): void {
  const authorization = headers.get("authorization") ?? "";
  const key = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
  if (key === undefined) {
    throw new CaptureError(401, "expected Authorization: Bearer phc_…");
  }
  if (key !== projectApiKey) {
    throw new CaptureError(401, "the API key is of no project here");
  }
  if (!(headers.get("content-type") ?? "").includes("application/json")) {
    throw new CaptureError(415, "expected Content-Type: application/json");
  }
  const missing = HEADERS.filter((name) => !headers.has(name));
  if (missing.length === 0) return;
  throw new CaptureError(400, `missing headers: ${missing.join(", ")}`);
}

function parsed(text: string): z.infer<typeof Batch> {
  let body: unknown;
  try {
    body = parseJson(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CaptureError(400, `the body is no JSON: ${reason}`);
  }
  const result = Batch.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue?.path.join(".") || "body";
  throw new CaptureError(400, `${place}: ${issue?.message}`);
}

function reasonToDrop(sent: SentV1): string | undefined {
  for (const field of ["event", "distinct_id"] as const) {
    const length = [...sent[field]].length;
    if (length === 0) return `${field} is empty`;
    if (length > LONGEST_NAME) {
      return `${field} has more than ${LONGEST_NAME} characters`;
    }
  }
  const bytes = new TextEncoder().encode(JSON.stringify(sent)).length;
  return bytes > LARGEST_EVENT_BYTES
    ? `the event has ${bytes} bytes; the limit is ${LARGEST_EVENT_BYTES}`
    : undefined;
}

/** What has a place of its own in version 1 is a property in version 0. */
function asV0(sent: SentV1, headers: Headers): SentEvent {
  const { options } = sent;
  const [lib, version] = (headers.get("posthog-sdk-info") ?? "").split("/");
  const lifted = {
    $lib: lib,
    $lib_version: version,
    $session_id: sent.session_id,
    $window_id: sent.window_id,
    $cookieless_mode: options.cookieless_mode,
    $ignore_sent_at: options.disable_skew_correction,
    $process_person_profile: options.process_person_profile,
    $product_tour_id: options.product_tour_id,
  };
  const known = Object.entries(lifted)
    .filter(([, value]) => value !== undefined && value !== null);
  return {
    event: sent.event,
    uuid: sent.uuid,
    distinct_id: sent.distinct_id,
    timestamp: sent.timestamp,
    properties: { ...sent.properties, ...Object.fromEntries(known) },
  };
}

function refusal(error: unknown): Response {
  const status = error instanceof CaptureError ? error.status : 503;
  const reason = error instanceof Error ? error.message : String(error);
  return Response.json({
    error: WORDS.get(status) ?? "unavailable",
    error_description: reason,
    error_uri: "https://posthog.com/docs/api/capture",
  }, { status });
}

const WORDS: ReadonlyMap<number, string> = new Map([
  [400, "invalid_request"],
  [401, "invalid_token"],
  [413, "payload_too_large"],
  [415, "unsupported_media_type"],
]);
