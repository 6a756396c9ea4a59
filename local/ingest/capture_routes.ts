/**
 * The capture endpoints: `/i/v0/e/`, `/batch/`, their older names, and those of
 * session replay, which is taken and not kept.
 *
 * @module
 */

import type { Call, Route } from "../http/route.ts";
import type { Store } from "../store/store.ts";
import { readBody } from "./body.ts";
import { CaptureError } from "./capture_error.ts";
import { captureV1Route } from "./capture_v1.ts";
import { captured, LARGEST_EVENT_BYTES } from "./event.ts";
import type { Ingestion } from "./ingestion.ts";
import { parsePayload } from "./payload.ts";
import type { SentEvent } from "./payload.ts";

const SINGLE_LIMIT = 2 * 1024 * 1024;
const BATCH_LIMIT = 20 * 1024 * 1024;
const REPLAY_LIMIT = 25 * 1024 * 1024;

/** What session replay sends; there is no replay here. */
const SNAPSHOT = "$snapshot";

const SINGLE_PATHS = ["/i/v0/e/", "/e/", "/capture/", "/track/", "/engage/"];

/** Routes that take events in. */
export function captureRoutes(
  store: Store,
  ingestion: Ingestion,
  now: () => Date,
): Route[] {
  const route = (method: string, path: string, limit: number): Route => ({
    method,
    path,
    isPublic: true,
    handle: (call) => capture(call, store, ingestion, now, limit),
  });
  return [
    ...SINGLE_PATHS.flatMap((path) => [
      route("POST", path, SINGLE_LIMIT),
      route("GET", path, SINGLE_LIMIT),
    ]),
    route("POST", "/batch/", BATCH_LIMIT),
    route("POST", "/s/", REPLAY_LIMIT),
    captureV1Route(store, ingestion, now),
  ];
}

async function capture(
  call: Call,
  store: Store,
  ingestion: Ingestion,
  now: () => Date,
  limit: number,
): Promise<Response> {
  let hasReplay = false;
  try {
    const text = await readBody(call.request, limit);
    const payload = parsePayload(text);
    checkToken(payload.token, store.identity.projectApiKey);
    const sentAt = payload.sentAt ?? sentAtOf(call.url);
    if (text.length > LARGEST_EVENT_BYTES) payload.events.forEach(checkSize);
    const events = payload.events.map((sent) => captured(sent, sentAt, now()));
    const kept = events.filter(({ event }) => event !== SNAPSHOT);
    hasReplay = kept.length < events.length;
    await ingestion.add(kept);
  } catch (error) {
    if (error instanceof CaptureError) return error.toResponse();
    const reason = error instanceof Error ? error.message : String(error);
    const refusal = `transient error, please retry: ${reason}`;
    return new CaptureError(503, refusal).toResponse();
  }
  if (call.url.searchParams.get("beacon") === "1") {
    return new Response(null, { status: 204 });
  }
  // How PostHog says that a client need not send any more of them.
  return Response.json(
    hasReplay
      ? { status: "Ok", quota_limited: ["recordings"] }
      : { status: "Ok" },
  );
}

function checkSize(sent: SentEvent): void {
  const bytes = JSON.stringify(sent).length;
  if (bytes > LARGEST_EVENT_BYTES) {
    throw new CaptureError(413, `maximum event size exceeded: ${bytes}`);
  }
}

/**
 * PostHog answers 200 to a well-formed key that no project has and drops the
 * events. Here there is one project, so that is always a mistake: 401.
 */
function checkToken(token: string, expected: string): void {
  const reason = token.startsWith("phx_")
    ? "personal_api_key"
    : token === expected
    ? undefined
    : "unknown_project";
  if (reason !== undefined) {
    throw new CaptureError(401, `API key is not valid: ${reason}`);
  }
}

/** `_` is when the client sent it, in milliseconds since 1970. */
function sentAtOf(url: URL): string | undefined {
  const millis = Number(url.searchParams.get("_") ?? Number.NaN);
  return Number.isFinite(millis) && millis > 0
    ? new Date(millis).toISOString()
    : undefined;
}
