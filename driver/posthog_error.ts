/**
 * The root of all errors of the driver.
 *
 * @module
 */

import { given, isObject, isText, listIn } from "./kinds.ts";

/** What every error can carry beside its message. */
export interface PostHogErrorFields {
  /** One word for the cause: PostHog's own code where it gives one. */
  readonly code: string;
  /** The HTTP status, where there was an answer. */
  readonly status?: number | undefined;
  /** What to do next, one sentence. */
  readonly hint?: string | undefined;
  /** Whether the same request may succeed later. */
  readonly retryable?: boolean | undefined;
  /** The server's id of the request, for a support ticket. */
  readonly requestId?: string | undefined;
  /** Machine-readable facts: scope, field, position, suggestions, … */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  /** The error below this one. */
  readonly cause?: unknown;
}

/** An error as plain JSON, for a result file, a log line or a tool call. */
export interface PostHogErrorJson {
  /** The class: `QueryError`, `RateLimitError`, … */
  readonly name: string;
  /** What was attempted and what was found. */
  readonly message: string;
  /** One word for the cause. */
  readonly code: string;
  /** The HTTP status, or `null`. */
  readonly status: number | null;
  /** What to do next, or `null`. */
  readonly hint: string | null;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** The server's id of the request, or `null`. */
  readonly requestId: string | null;
  /** Machine-readable facts. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** Survives a second copy of the driver in one program, unlike `instanceof`. */
const BRAND: unique symbol = Symbol.for("posthog-driver.error");

/**
 * The root: catch it to catch everything the driver throws. Secrets are
 * taken out of messages and details before an error is made.
 *
 * @example An error crosses a process as JSON
 * ```ts
 * import { PostHogError } from "@posthog-driver/posthog-driver/driver";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new PostHogError("Cannot do it", {
 *   code: "conflict",
 *   status: 409,
 *   hint: "Read the object again",
 * });
 * assertEquals(JSON.parse(JSON.stringify(error)).code, "conflict");
 * ```
 */
export class PostHogError extends Error {
  /** The word for this class in JSON, the same in a minified bundle. */
  override readonly name: string = "PostHogError";
  /** One word for the cause: PostHog's own code where it gives one. */
  declare readonly code: string;
  /** The HTTP status, where there was an answer. */
  declare readonly status: number | undefined;
  /** What to do next, one sentence. */
  declare readonly hint: string | undefined;
  /** Whether the same request may succeed later. */
  declare readonly retryable: boolean;
  /** The server's id of the request, for a support ticket. */
  declare readonly requestId: string | undefined;
  /** Machine-readable facts: scope, field, position, suggestions, … */
  declare readonly details: Readonly<Record<string, unknown>>;

  /** Makes an error; the driver itself is the usual caller. */
  constructor(message: string, fields: PostHogErrorFields) {
    super(message, fields);
    Object.assign(this, { retryable: false, details: {}, ...given(fields) });
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** The nearest names or spellings that would work, where a name is wrong. */
  get suggestions(): readonly string[] {
    return listIn(this.details["suggestions"]).filter(isText);
  }

  /** The error as plain JSON; absent facts are `null`. */
  toJSON(): PostHogErrorJson {
    const { name, message, code, retryable, details } = this;
    const { status = null, hint = null, requestId = null } = this;
    return { name, message, code, status, hint, retryable, requestId, details };
  }
}

/**
 * Whether a value is an error of this driver, also of another copy of it in
 * the same program (a bundle next to the sources).
 *
 * @example
 * ```ts
 * import { isPostHogError, QueryError } from "@posthog-driver/posthog-driver/driver";
 * import { assert } from "@std/assert";
 *
 * assert(isPostHogError(new QueryError("Wrong", { code: "hogql_syntax_error" })));
 * assert(!isPostHogError(new Error("Wrong")));
 * ```
 */
export function isPostHogError(value: unknown): value is PostHogError {
  return isObject(value) && BRAND in value;
}
