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
    detail: `${detail}${adviceFor(error)}`,
  });
}

/** What to do, where ClickHouse only says what is wrong. */
const ADVICE: readonly (readonly [
  symbol: string,
  detail: RegExp,
  advice: string,
])[] = [
  [
    "NOT_AN_AGGREGATE",
    /./,
    "Add it to GROUP BY, or put it into an aggregate such as any(…)",
  ],
  [
    "ILLEGAL_AGGREGATION",
    / AS \S+ is found in WHERE/,
    "In WHERE a name is that of the SELECT list: put the table's name before a column of the same name",
  ],
  [
    "ILLEGAL_AGGREGATION",
    /./,
    "Conditions on aggregates belong into HAVING; aggregates and window functions of aggregates belong into a query around this one",
  ],
  [
    "CANNOT_PARSE_DATETIME",
    /./,
    "Times are written '2026-01-31 10:00:00', relative ones now() - INTERVAL 7 DAY",
  ],
  [
    "ILLEGAL_TYPE_OF_ARGUMENT",
    /[Ee]xpected:? Date.*got:? (?:Nullable\()?String/s,
    "Text becomes a time by toDateTime(…)",
  ],
];

function adviceFor({ symbol, detail }: ClickHouseError): string {
  const found = ADVICE.find(([name, pattern]) =>
    name === symbol && pattern.test(detail)
  );
  return found === undefined ? "" : `. ${found[2]}`;
}
function serverError(status: number, code: string, detail: string): ApiError {
  return new ApiError(status, { type: "server_error", code, detail });
}
