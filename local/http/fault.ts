/**
 * Answers that go wrong on request, for tests and demonstrations: the header
 * `X-PostHog-Fault: 429;retry-after=1` or a plan given when opening.
 *
 * @module
 */

import { ApiError } from "./api_error.ts";
import type { ApiErrorType } from "./api_error.ts";

/** The header that asks for a fault. */
const FAULT_HEADER = "X-PostHog-Fault";

/** Says which fault a request gets, in the words of the header; mostly none. */
export type FaultPlan = (request: Request) => string | undefined;

/** A fault with its settings. */
export interface Fault {
  /** A status, or `cut`, `slow`, `html`. */
  readonly kind: string;
  /** What follows the kind, for example `retry-after=1` or `after`. */
  readonly settings: ReadonlyMap<string, string>;
}

/** The statuses PostHog answers with when something is wrong. */
const STATUSES: Readonly<Record<string, [ApiErrorType, string, string]>> = {
  "402": [
    "server_error",
    "api_queries_quota_exceeded",
    "Your organization reached its billing limit for this resource.",
  ],
  "429": [
    "throttled_error",
    "throttled",
    "Request was throttled. Expected available in 1 seconds.",
  ],
  "500": ["server_error", "error", "A server error occurred."],
  "502": ["server_error", "error", "Bad gateway."],
  "503": [
    "server_error",
    "error",
    "Queries are a little too busy right now. We're working to free up resources. Please try again later.",
  ],
  "504": [
    "server_error",
    "error",
    "Query has hit the max execution time before completing. See our docs for how to improve your query performance. You may need to materialize.",
  ],
  "512": [
    "server_error",
    "error",
    "Estimated query execution time is too long. Try reducing its scope by changing the time range.",
  ],
  "513": [
    "server_error",
    "clickhouse_memory_limit_exceeded",
    "Query exceeds memory limits. Try reducing its scope by changing the time range.",
  ],
};

const GATEWAY_PAGE =
  "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>\n";

/**
 * The fault a request asks for, or the plan has for it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const request = new Request("http://localhost", {
 *   headers: { "X-PostHog-Fault": "429;retry-after=7" },
 * });
 * assertEquals(parseFault(request, undefined), {
 *   kind: "429",
 *   settings: new Map([["retry-after", "7"]]),
 * });
 * ```
 */
export function parseFault(
  request: Request,
  plan: FaultPlan | undefined,
): Fault | undefined {
  const text = request.headers.get(FAULT_HEADER) ?? plan?.(request);
  if (text === undefined) return undefined;
  const [kind = "", ...settings] = text.split(";").map((it) => it.trim());
  return {
    kind,
    settings: new Map(settings.map((setting) => {
      const [name = "", value = ""] = setting.split("=");
      return [name, value];
    })),
  };
}

/** Answers as it should, or as the fault says. */
export async function withFault(
  fault: Fault | undefined,
  answer: () => Promise<Response>,
): Promise<Response> {
  if (fault === undefined) return await answer();
  const { kind, settings } = fault;
  if (kind === "cut") return cutShort(await answer());
  if (kind === "slow") {
    return slowed(await answer(), Number(settings.get("ms") || 1_000));
  }
  // With `after`, the request has done its work and only the answer is lost.
  if (settings.has("after")) await (await answer()).body?.cancel();
  if (kind === "html") {
    return new Response(GATEWAY_PAGE, {
      status: 502,
      headers: { "content-type": "text/html" },
    });
  }
  return refusal(kind, settings);
}

function refusal(
  kind: string,
  settings: ReadonlyMap<string, string>,
): Response {
  const known = STATUSES[kind];
  if (known === undefined) {
    const detail = `Unknown fault "${kind}". Use one of ${
      Object.keys(STATUSES).join(", ")
    }, cut, slow, html`;
    return ApiError.validation(detail, FAULT_HEADER).toResponse();
  }
  const [type, code, detail] = known;
  const retryAfter = settings.get("retry-after");
  const seconds = settings.get("seconds");
  return new ApiError(
    Number(kind),
    {
      type,
      code,
      detail: settings.has("no-number")
        ? "Exceeded maximum concurrency limit: 3 for key: api and task: query"
        : detail.replace("in 1 seconds", `in ${seconds ?? "1"} seconds`),
    },
    retryAfter === undefined ? {} : { "retry-after": retryAfter },
  ).toResponse();
}

/** Half of the body, then the connection breaks. */
async function cutShort(response: Response): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.subarray(0, Math.ceil(bytes.length / 2)));
    },
    pull(controller) {
      controller.error(new Error("Connection lost on request"));
    },
  });
  return new Response(body, response);
}

/** The headers at once, the body late. */
function slowed(response: Response, ms: number): Response {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const delay = new TransformStream<Uint8Array, Uint8Array>({
    async transform(chunk, controller) {
      await new Promise((resolve) => timer = setTimeout(resolve, ms));
      controller.enqueue(chunk);
    },
    cancel: () => clearTimeout(timer),
  });
  return new Response(response.body?.pipeThrough(delay) ?? null, response);
}
