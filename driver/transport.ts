/**
 * One request: who may see the key, how long it may take, when it is tried
 * again, and what its failure means.
 *
 * @module
 */

import { unlessAborted, within } from "./abort.ts";
import { ConnectionError, RateLimitError } from "./errors.ts";
import { failure, tookTooLong } from "./failure.ts";
import { isNumber } from "./kinds.ts";
import type { Settings } from "./options.ts";
import { isPostHogError, type PostHogError } from "./posthog_error.ts";
import {
  CLOUD_LIMITS,
  type EndpointClass,
  rateLimiter,
  type RateLimitStatus,
} from "./rate_limiter.ts";
import { redact } from "./redact.ts";
import { errorFromAnswer } from "./response_error.ts";
import { backoffMs, MAX_WAIT_MS } from "./retry.ts";
import { isHtml, parseJson } from "./server_problem.ts";

/** A value that can stand in a URL's query. */
export type SearchValue = string | number | boolean | null | undefined;

/** One request, as the resources describe it. */
export interface Call {
  /** Completes "Cannot …" in messages: `list cohorts`. */
  readonly action: string;
  /** HTTP method. */
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Absolute URL. */
  readonly url: string;
  /** The URL's query; `null` and `undefined` are left out. */
  readonly search?: Readonly<Record<string, SearchValue>> | undefined;
  /** A body to be sent as JSON. */
  readonly json?: unknown;
  /** A body of bytes. */
  readonly body?: Uint8Array<ArrayBuffer> | undefined;
  /** Headers beside the usual ones. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The secret key to show, where the endpoint wants one. */
  readonly bearer?: string | undefined;
  /** Whose limit it counts against. */
  readonly endpoint: EndpointClass;
  /** Time for one try, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

/** An answer that is no error. */
export interface Reply {
  /** The answer's headers. */
  readonly headers: Headers;
  /** Parsed JSON, or the text where it is none. */
  readonly body: unknown;
}

/** Most redirects followed within one origin. */
const MAX_REDIRECTS = 5;

/** Sends requests. */
export interface Transport {
  /** Sends a request, again where that helps, and reads its whole answer. */
  send(call: Call): Promise<Reply>;
  /** Sends a request whose answer is a file; the stream is the caller's. */
  open(call: Call): Promise<Response>;
  /** The state of the limits. */
  rateLimit(): RateLimitStatus[];
}

/** Makes a transport for a client's settings. */
export function transportFor(settings: Settings): Transport {
  const { hosts, personalApiKey, delay, random } = settings;
  const limits = settings.rateLimits ?? (hosts.isCloud ? CLOUD_LIMITS : {});
  const limiter = rateLimiter(limits, settings);

  async function persist<T>(
    call: Call,
    read: (response: Response) => T | Promise<T>,
  ): Promise<T> {
    for (let tries = 0;; tries++) {
      await limiter.enter(call.endpoint, call.signal);
      try {
        return await attempt(call, read);
      } catch (error) {
        if (tries >= settings.maxRetries || !isPostHogError(error)) throw error;
        const wait = waitBefore(call, error, tries);
        if (wait === undefined) throw error;
        await delay(wait, call.signal);
      }
    }
  }

  /** Milliseconds before the next try, or `undefined` for none. */
  function waitBefore(
    call: Call,
    error: PostHogError,
    tries: number,
  ): number | undefined {
    const isThrottle = error instanceof RateLimitError;
    // A refused request did nothing, so even a write may be sent again.
    if (!error.retryable || !(isRepeatable(call) || isThrottle)) {
      return undefined;
    }
    const seconds = error.details["retryAfter"];
    if (!isNumber(seconds)) return backoffMs(tries, random);
    if (isThrottle) limiter.block(call.endpoint, seconds);
    return seconds * 1000 > MAX_WAIT_MS ? undefined : seconds * 1000;
  }

  async function attempt<T>(
    call: Call,
    read: (response: Response) => T | Promise<T>,
  ): Promise<T> {
    // Worth repeating only where that cannot pile up work on the server.
    const isRetryable = call.endpoint === "ingestion";
    try {
      return await within(
        call.timeoutMs ?? settings.timeoutMs,
        call.signal,
        (ms) => tookTooLong(call.action, ms, isRetryable),
        // Not every `fetch` listens to a signal.
        (signal) => unlessAborted(exchange(call, signal, read), signal),
      );
    } catch (error) {
      call.signal?.throwIfAborted();
      throw isPostHogError(error) ? error : broken(call, error);
    }
  }

  async function exchange<T>(
    call: Call,
    signal: AbortSignal,
    read: (response: Response) => T | Promise<T>,
  ): Promise<T> {
    const response = await follow(call, signal);
    if (response.status < 400) return await read(response);
    throw errorFromAnswer(response, await response.text(), call, settings);
  }

  /**
   * Redirects are followed by hand: not every runtime, and no injected fetch,
   * is known to take the key off when a redirect leads elsewhere.
   */
  async function follow(call: Call, signal: AbortSignal): Promise<Response> {
    let url = new URL(call.url);
    for (const [name, value] of Object.entries(call.search ?? {})) {
      if (value !== null && value !== undefined) {
        url.searchParams.set(name, String(value));
      }
    }
    let { bearer } = call;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const response = await settings.fetch(
        requestFor(call, url, bearer, signal),
      );
      if (response.status < 300 || response.status >= 400) return response;
      await response.body?.cancel();
      const next = redirectTarget(response, url);
      const isElsewhere = next?.origin !== url.origin;
      const isFile = call.headers?.["accept"] === "*/*";
      if (!next || call.method !== "GET" || isElsewhere && !isFile) {
        throw redirected(call, next);
      }
      if (isElsewhere) bearer = undefined;
      url = next;
    }
    throw redirected(call, url);
  }

  function broken(call: Call, cause: unknown): ConnectionError {
    const found = cause instanceof Error ? cause.message : String(cause);
    return failure(
      ConnectionError,
      redact(`${call.action} at ${new URL(call.url).origin}`, personalApiKey),
      redact(found, personalApiKey),
      "connection_failed",
      "Check the API URL and the network",
      { retryable: true, cause },
    );
  }

  return {
    send: (call) => persist(call, readJson),
    open: (call) => persist(call, (response) => response),
    rateLimit: limiter.status,
  };
}

function requestFor(
  { method, json, body, headers }: Call,
  url: URL,
  bearer: string | undefined,
  signal: AbortSignal,
): Request {
  return new Request(url, {
    method,
    headers: {
      accept: "application/json",
      ...(json !== undefined && { "content-type": "application/json" }),
      ...(bearer && { authorization: `Bearer ${bearer}` }),
      ...headers,
    },
    body: json === undefined ? body ?? null : JSON.stringify(json),
    signal,
    redirect: "manual",
  });
}

/** Whether sending it twice does no harm: captured events are told apart by their uuids. */
function isRepeatable({ method, endpoint }: Call): boolean {
  return method === "GET" || endpoint === "query" || endpoint === "ingestion";
}

async function readJson(response: Response): Promise<Reply> {
  const { status, headers } = response;
  const text = await response.text();
  const body = parseJson(text);
  if (body !== undefined || text.trim() === "") {
    return { headers, body: body ?? "" };
  }
  if (isHtml(text)) {
    throw failure(
      ConnectionError,
      "read the answer",
      "a HTML page came instead of JSON",
      "html_instead_of_json",
      "Check that the API URL is PostHog's",
      { status },
    );
  }
  if (/json/.test(headers.get("content-type") ?? "")) {
    throw failure(
      ConnectionError,
      "read the answer",
      `${text.length} characters came, and they are not whole JSON`,
      "broken_body",
      "Try again; the connection was probably cut",
      { retryable: true },
    );
  }
  return { headers, body: text };
}

function redirectTarget(response: Response, from: URL): URL | undefined {
  const location = response.headers.get("location");
  return location && URL.canParse(location, from)
    ? new URL(location, from)
    : undefined;
}

function redirected(call: Call, to: URL | undefined): ConnectionError {
  const place = to ? `"${to.origin}"` : "an unknown place";
  return failure(
    ConnectionError,
    call.action,
    `the server redirects to ${place}`,
    "redirected",
    "Set the API URL to the address the server itself uses",
  );
}
