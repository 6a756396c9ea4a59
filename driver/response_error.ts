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
import type { Settings } from "./options.ts";
import type { PostHogError } from "./posthog_error.ts";
import { meaningOfBadQuery } from "./query_problem.ts";
import { redact } from "./redact.ts";
import { retryAfterSeconds, TRANSIENT } from "./retry.ts";
import { readProblem, type ServerProblem } from "./server_problem.ts";
import type { Call } from "./transport.ts";

/** The meaning of a problem, before it becomes an error. */
export type Meaning = readonly [
  kind: PostHogErrorClass,
  /** Our own word for the cause, used where PostHog gives none. */
  code: string,
  hint: string,
  details?: Readonly<Record<string, unknown>>,
];

/** Makes the error that an answer means. */
export function errorFromAnswer(
  { status, headers }: Pick<Response, "status" | "headers">,
  text: string,
  { action, endpoint }: Pick<Call, "action" | "endpoint">,
  { personalApiKey, now }: Pick<Settings, "personalApiKey" | "now">,
): PostHogError {
  const problem = readProblem(status, text);
  const [kind, code, hint, facts] = meaningOf(problem, endpoint === "query");
  const retryAfter = retryAfterSeconds(
    headers.get("retry-after"),
    status === 429 ? problem.detail : "",
    now(),
  );
  const details = {
    ...problem.extra,
    ...facts,
    ...(retryAfter !== undefined && { retryAfter }),
  };
  return new kind(
    redact(`Cannot ${action}: ${problem.detail}`, personalApiKey),
    {
      code: problem.code || code,
      status,
      hint: problem.isHtml
        ? `${hint}; the page came from a gateway, or the API URL is not PostHog's`
        : hint,
      retryable: TRANSIENT.includes(status) && code !== "query_too_large",
      requestId: headers.get("x-request-id") ?? undefined,
      details: JSON.parse(redact(JSON.stringify(details), personalApiKey)),
    },
  );
}

function meaningOf(problem: ServerProblem, isQuery: boolean): Meaning {
  const { status, detail } = problem;
  if (status === 400 && isQuery) return meaningOfBadQuery(problem);
  if (status === 403) return forbidden(detail);
  if (status === 500 && isQuery && /query size exceeded/i.test(detail)) {
    return [
      QueryError,
      "query_too_large",
      "Shorten the query; pass long lists as values",
    ];
  }
  if (status === 500 && isQuery && /clickhouse/i.test(detail)) {
    return [
      QueryError,
      "query_engine_error",
      "Try again; if it stays, simplify the query",
    ];
  }
  return BY_STATUS[status] ?? (status < 500 ? refused(problem.attr) : [
    ConnectionError,
    status === 500 ? "server_error" : "bad_gateway",
    "Try again in a while; PostHog's status page tells about outages",
  ]);
}

const BY_STATUS: Readonly<Record<number, Meaning>> = {
  401: [
    AuthenticationError,
    "authentication_failed",
    "Check the key, and that it belongs to the server of the API URL",
  ],
  402: [
    QuotaError,
    "quota_limit_exceeded",
    "Raise the billing limit, or wait for the next period",
  ],
  404: [
    ObjectNotFoundError,
    "not_found",
    "Check the id, the project id and the API URL",
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
    "Read the object again, then retry: someone changed it",
  ],
  413: [ValidationError, "payload_too_large", "Send less at once"],
  429: [
    RateLimitError,
    "throttled",
    "Wait, and send fewer at the same time",
  ],
  503: [ConnectionError, "unavailable", "Try again in a while"],
  504: [
    TimeoutError,
    "query_timeout",
    "Narrow the time range, sample, or run it in async mode",
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

function forbidden(detail: string): Meaning {
  const scope = /required scope '([^']+)'/.exec(detail)?.[1];
  return [
    PermissionError,
    "permission_denied",
    scope
      ? `Add the scope ${scope} to the key in PostHog's settings`
      : "Check which projects and scopes the key has",
    { scope },
  ];
}

function refused(field: string | undefined): Meaning {
  return [
    ValidationError,
    "invalid_input",
    field
      ? `Check the field "${field}"`
      : "Check the request against PostHog's API reference",
    { field },
  ];
}
