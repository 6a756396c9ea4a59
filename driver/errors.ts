/**
 * Every way a request can fail, under one root.
 *
 * @module
 */

import { isNumber, isObject, isText } from "./kinds.ts";
import { PostHogError, type PostHogErrorFields } from "./posthog_error.ts";

/**
 * The key is missing, unknown, or of the wrong kind (HTTP 401). Check the
 * key and that it belongs to the region of the API URL.
 *
 * @example Thrown before any request when there is no key
 * ```ts
 * import { AuthenticationError, PostHogClient } from "@posthog-driver/posthog-driver/driver";
 * import { assertRejects } from "@std/assert";
 *
 * const client = new PostHogClient({ projectId: "1" });
 * await assertRejects(() => client.query("SELECT 1"), AuthenticationError);
 * ```
 */
export class AuthenticationError extends PostHogError {
  /** The word for this class in JSON, the same in a minified bundle. */
  override readonly name = "AuthenticationError";
}

/**
 * The key is known but may not do this (HTTP 403).
 *
 * @example
 * ```ts
 * import { PermissionError } from "@posthog-driver/posthog-driver/driver";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new PermissionError("Cannot query", {
 *   code: "permission_denied",
 *   details: { scope: "query:read" },
 * });
 * assertEquals(error.scope, "query:read");
 * ```
 */
export class PermissionError extends PostHogError {
  /** The word for this class in JSON, the same in a minified bundle. */
  override readonly name = "PermissionError";

  /** The scope the key lacks, where the server names it. */
  get scope(): string | undefined {
    return textDetail(this, "scope");
  }
}

/**
 * A table, a resource or an endpoint that does not exist.
 *
 * @example
 * ```ts
 * import { ObjectNotFoundError } from "@posthog-driver/posthog-driver/driver";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new ObjectNotFoundError('Unknown table "event"', {
 *   code: "unknown_table",
 *   details: { suggestions: ["events"] },
 * });
 * assertEquals(error.suggestions, ["events"]);
 * ```
 */
export class ObjectNotFoundError extends PostHogError {
  /** The word for this class in JSON, the same in a minified bundle. */
  override readonly name = "ObjectNotFoundError";
}

/**
 * A column or property that does not exist.
 *
 * @example
 * ```ts
 * import { FieldNotFoundError } from "@posthog-driver/posthog-driver/driver";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new FieldNotFoundError('Unknown field "evnt"', {
 *   code: "unknown_field",
 *   details: { suggestions: ["event"] },
 * });
 * assertEquals(error.suggestions, ["event"]);
 * ```
 */
export class FieldNotFoundError extends PostHogError {
  /** The word for this class in JSON, the same in a minified bundle. */
  override readonly name = "FieldNotFoundError";
}

/**
 * The query itself is wrong, or the engine could not finish it (HTTP 400,
 * 500 and 513 of the query endpoint).
 *
 * @example
 * ```ts
 * import { QueryError } from "@posthog-driver/posthog-driver/driver";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new QueryError("Syntax error at line 1, column 7", {
 *   code: "hogql_syntax_error",
 *   details: { position: { line: 1, column: 7 } },
 * });
 * assertEquals(error.position, { line: 1, column: 7 });
 * ```
 */
export class QueryError extends PostHogError {
  /** The word for this class in JSON, the same in a minified bundle. */
  override readonly name = "QueryError";

  /** Where in the HogQL text, where the server says so. */
  get position(): QueryPosition | undefined {
    const position = this.details["position"];
    return isObject(position) ? position : undefined;
  }
}

/** A place in a HogQL text. */
export interface QueryPosition {
  /** First character, counted from 0. */
  readonly start?: number;
  /** The character after the last, counted from 0. */
  readonly end?: number;
  /** Line, counted from 1. */
  readonly line?: number;
  /** Column, as the server counts it. */
  readonly column?: number;
}

/**
 * What was passed in is not acceptable: an option, an argument, or a body
 * that PostHog refuses (HTTP 400, 405, 409, 413, 415).
 *
 * @example
 * ```ts
 * import { PostHogClient, ValidationError } from "@posthog-driver/posthog-driver/driver";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => new PostHogClient({ timeoutMs: -1 }), ValidationError);
 * ```
 */
export class ValidationError extends PostHogError {
  /** The word for this class in JSON, the same in a minified bundle. */
  override readonly name = "ValidationError";

  /** The argument or body field that is wrong. */
  get field(): string | undefined {
    return textDetail(this, "field");
  }
}

/**
 * Too many requests (HTTP 429), thrown once waiting and retrying is used up
 * or would take too long.
 *
 * @example
 * ```ts
 * import { RateLimitError } from "@posthog-driver/posthog-driver/driver";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new RateLimitError("Throttled", {
 *   code: "throttled",
 *   details: { retryAfter: 34 },
 * });
 * assertEquals(error.retryAfter, 34);
 * ```
 */
export class RateLimitError extends PostHogError {
  /** The word for this class in JSON, the same in a minified bundle. */
  override readonly name = "RateLimitError";

  /** Seconds to wait, from `Retry-After` or from the server's text. */
  get retryAfter(): number | undefined {
    const seconds = this.details["retryAfter"];
    return isNumber(seconds) ? seconds : undefined;
  }
}

/**
 * A monthly allowance or billing limit is used up, or the plan lacks the
 * feature (HTTP 402). Waiting a minute does not help.
 *
 * @example
 * ```ts
 * import { PostHogError, QuotaError } from "@posthog-driver/posthog-driver/driver";
 * import { assert } from "@std/assert";
 *
 * const error = new QuotaError("Used up", { code: "quota_limit_exceeded" });
 * assert(error instanceof PostHogError && !error.retryable);
 * ```
 */
export class QuotaError extends PostHogError {
  /** The word for this class in JSON, the same in a minified bundle. */
  override readonly name = "QuotaError";
}

/**
 * It took too long: on this side (`timeoutMs`), in the engine (HTTP 504,
 * 512) or at a gateway (HTTP 408, 524).
 *
 * @example
 * ```ts
 * import { PostHogClient, TimeoutError } from "@posthog-driver/posthog-driver/driver";
 * import { assertRejects } from "@std/assert";
 *
 * const client = new PostHogClient({
 *   personalApiKey: "phx_example",
 *   projectId: "1",
 *   timeoutMs: 5,
 *   maxRetries: 0,
 *   fetch: () => new Promise<Response>(() => {}),
 * });
 * await assertRejects(() => client.query("SELECT 1"), TimeoutError);
 * ```
 */
export class TimeoutError extends PostHogError {
  /** The word for this class in JSON, the same in a minified bundle. */
  override readonly name = "TimeoutError";
}

/**
 * PostHog could not be reached, was cut off, or could not serve: network
 * failure, broken body, a gateway's HTML page, a redirect elsewhere, HTTP
 * 500, 502 and 503.
 *
 * @example
 * ```ts
 * import { ConnectionError, PostHogClient } from "@posthog-driver/posthog-driver/driver";
 * import { assertRejects } from "@std/assert";
 *
 * const client = new PostHogClient({
 *   personalApiKey: "phx_example",
 *   projectId: "1",
 *   maxRetries: 0,
 *   fetch: () => Promise.reject(new TypeError("connection refused")),
 * });
 * await assertRejects(() => client.query("SELECT 1"), ConnectionError);
 * ```
 */
export class ConnectionError extends PostHogError {
  /** The word for this class in JSON, the same in a minified bundle. */
  override readonly name = "ConnectionError";
}

/** Any of the classes above, as a constructor. */
export type PostHogErrorClass = new (
  message: string,
  fields: PostHogErrorFields,
) => PostHogError;

function textDetail(error: PostHogError, key: string): string | undefined {
  const value = error.details[key];
  return isText(value) ? value : undefined;
}
