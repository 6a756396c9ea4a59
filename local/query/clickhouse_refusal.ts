/**
 * ClickHouse's errors as PostHog's API reports them.
 *
 * @module
 */

import type { ClickHouseError } from "../chdb.ts";
import { ApiError } from "../http/api_error.ts";

const TIMEOUT =
  "Query has hit the max execution time before completing. See our docs for how to improve your query performance. You may need to materialize.";
const TOO_SLOW =
  "Estimated query execution time is too long. Try reducing its scope by changing the time range.";
const TOO_LARGE =
  "Query exceeds memory limits. Try reducing its scope by changing the time range.";

/** Not the fault of whoever wrote the query. */
const INTERNAL: ReadonlySet<string> = new Set([
  "ABORTED",
  "CORRUPTED_DATA",
  "LOGICAL_ERROR",
  "NOT_ENOUGH_SPACE",
  "UNKNOWN",
]);

/** The answer to a query that ClickHouse would not finish. */
export function refusalOf(error: ClickHouseError): ApiError {
  const { symbol, detail } = error;
  if (symbol === "TIMEOUT_EXCEEDED") return serverError(504, "error", TIMEOUT);
  if (symbol === "TOO_SLOW") return serverError(512, "error", TOO_SLOW);
  if (symbol === "MEMORY_LIMIT_EXCEEDED") {
    return serverError(513, "clickhouse_memory_limit_exceeded", TOO_LARGE);
  }
  if (INTERNAL.has(symbol)) {
    return serverError(
      500,
      "error",
      `ClickHouse error while executing query. (${symbol}: ${detail})`,
    );
  }
  return new ApiError(400, {
    type: "validation_error",
    code: symbol.toLowerCase(),
    detail: `${detail}${ADVICE[symbol] ?? ""}`,
  });
}

/** What to do, where ClickHouse only says what is wrong. */
const ADVICE: Readonly<Record<string, string>> = {
  NOT_AN_AGGREGATE:
    ". Add it to GROUP BY, or put it into an aggregate such as any(…)",
  ILLEGAL_AGGREGATION:
    ". Conditions on aggregates belong into HAVING; aggregates and window functions of aggregates belong into a query around this one",
};

function serverError(status: number, code: string, detail: string): ApiError {
  return new ApiError(status, { type: "server_error", code, detail });
}
