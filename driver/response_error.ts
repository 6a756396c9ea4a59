/**
 * From an error answer to the one class of error it means. The HTTP status
 * decides first, then the code; PostHog's `type` is not reliable (a 402 says
 * `server_error`).
 *
 * @module
 */

import {
  AuthenticationError,
  ConnectionError,
  ObjectNotFoundError,
  PermissionError,
  type PostHogErrorClass,
  QueryError,
  QuotaError,
  RateLimitError,
  TimeoutError,
  ValidationError,
} from "./errors.ts";
import type { PostHogError } from "./posthog_error.ts";
import { classifyBadQuery } from "./query_problem.ts";
import { redact, redactValue } from "./redact.ts";
import { isTransientStatus } from "./retry.ts";
import { readProblem, type ServerProblem } from "./server_problem.ts";

/** What an error is about, for its message and its class. */
export interface FailedCall {
  /** Completes "Cannot …": `query PostHog`. */
  readonly action: string;
  /** Whether the query endpoint answered. */
  readonly isQuery: boolean;
  /** What must not show. */
  readonly secrets: readonly string[];
}

/** An error answer, as far as its meaning goes. */
export interface ErrorAnswer {
  /** HTTP status. */
  readonly status: number;
  /** The whole body. */
  readonly text: string;
  /** The server's id of the request. */
  readonly requestId: string | undefined;
  /** Seconds to wait, where the answer says so. */
  readonly retryAfter: number | undefined;
}

/** The meaning of a problem, before it becomes an error. */
export interface Classified {
  /** The class. */
  readonly kind: PostHogErrorClass;
  /** Our own word for the cause, used where PostHog gives none. */
  readonly code: string;
  /** What to do next. */
  readonly hint: string;
  /** Machine-readable facts. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Makes the error that an answer means. */
export function errorFromAnswer(
  answer: ErrorAnswer,
  call: FailedCall,
): PostHogError {
  const problem = readProblem(answer.status, answer.text);
  const found = classify(problem, call.isQuery);
  const retryAfter = answer.retryAfter;
  const details = {
    ...problem.extra,
    ...found.details,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
  const hint = problem.isHtml
    ? `${found.hint}; the page came from a gateway, or the API URL is not PostHog's`
    : found.hint;
  return new found.kind(
    redact(`Cannot ${call.action}: ${problem.detail}`, call.secrets),
    {
      code: problem.code === "" ? found.code : problem.code,
      status: answer.status,
      hint,
      retryable: isTransientStatus(answer.status) &&
        found.code !== "query_too_large",
      requestId: answer.requestId,
      details: redactValue(details, call.secrets),
    },
  );
}

function classify(problem: ServerProblem, isQuery: boolean): Classified {
  if (problem.status === 400 && isQuery) return classifyBadQuery(problem);
  if (problem.status === 403) return classifyForbidden(problem);
  if (problem.status === 500) return classifyInternal(problem, isQuery);
  const known = BY_STATUS[problem.status];
  if (known === undefined) return classifyOther(problem);
  const [kind, code, hint] = known;
  return { kind, code, hint };
}

const BY_STATUS: Readonly<
  Record<number, readonly [PostHogErrorClass, code: string, hint: string]>
> = {
  401: [
    AuthenticationError,
    "authentication_failed",
    "Check the key, and that it belongs to the region or server of the API URL",
  ],
  402: [
    QuotaError,
    "quota_limit_exceeded",
    "Raise the billing limit or wait for the next period; retrying does not help",
  ],
  404: [
    ObjectNotFoundError,
    "not_found",
    "Check the id and the project id, and that the API URL is right",
  ],
  405: [
    ValidationError,
    "method_not_allowed",
    'Most objects are deleted by PATCH {"deleted": true}, not by DELETE',
  ],
  408: [TimeoutError, "gateway_timeout", "Try again, or ask for less at once"],
  409: [
    ValidationError,
    "conflict",
    "Someone changed the object meanwhile; read it again, then retry",
  ],
  413: [ValidationError, "payload_too_large", "Send less at once"],
  429: [
    RateLimitError,
    "throttled",
    "Wait, and send fewer requests at the same time",
  ],
  503: [ConnectionError, "unavailable", "Try again in a while"],
  504: [
    TimeoutError,
    "query_timeout",
    "Narrow the time range, sample, or run it in async mode, which may take longer",
  ],
  512: [
    TimeoutError,
    "query_estimated_too_slow",
    "Narrow the time range or sample",
  ],
  513: [
    QueryError,
    "query_memory_limit",
    "Narrow the time range, select fewer columns, or group less finely",
  ],
  524: [
    TimeoutError,
    "gateway_timeout",
    "Ask for less at once, or run the query in async mode",
  ],
};

function classifyForbidden(problem: ServerProblem): Classified {
  const scope = /required scope '([^']+)'/.exec(problem.detail)?.[1];
  return {
    kind: PermissionError,
    code: "permission_denied",
    hint: scope === undefined
      ? "Check which projects and scopes the key has"
      : `Add the scope ${scope} to the key in PostHog's settings`,
    ...(scope === undefined ? {} : { details: { scope } }),
  };
}

function classifyInternal(
  problem: ServerProblem,
  isQuery: boolean,
): Classified {
  if (isQuery && /query size exceeded/i.test(problem.detail)) {
    return {
      kind: QueryError,
      code: "query_too_large",
      hint: "Shorten the query; pass long lists as values",
    };
  }
  if (isQuery && /clickhouse/i.test(problem.detail)) {
    return {
      kind: QueryError,
      code: "query_engine_error",
      hint: "Try again; if it stays, simplify the query",
    };
  }
  return serverTrouble("server_error");
}

function classifyOther(problem: ServerProblem): Classified {
  if (problem.status >= 500) return serverTrouble("bad_gateway");
  const field = problem.attr ?? undefined;
  return {
    kind: ValidationError,
    code: "invalid_input",
    hint: field === undefined
      ? "Check the request against PostHog's API reference"
      : `Check the field "${field}"`,
    ...(field === undefined ? {} : { details: { field } }),
  };
}

function serverTrouble(code: string): Classified {
  return {
    kind: ConnectionError,
    code,
    hint: "Try again in a while; PostHog's status page tells about outages",
  };
}
