/** Every situation of PostHog's error reference, one line a row. */

import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  AuthenticationError,
  ConnectionError,
  FieldNotFoundError,
  isPostHogError,
  ObjectNotFoundError,
  PermissionError,
  PostHogError,
  QueryError,
  QuotaError,
  RateLimitError,
  TimeoutError,
  ValidationError,
} from "../../driver/mod.ts";
import { apiError, json, SECRET, wire } from "./wire.ts";

type Class = new (...args: never[]) => PostHogError;

const HTML =
  "<!DOCTYPE html><html><head><title>504 Gateway Time-out</title></head></html>";
const html = (status: number) => () =>
  new Response(HTML, { status, headers: { "content-type": "text/html" } });
const text = (status: number, body: string) => () =>
  new Response(body, { status });
const failedJob = (status: number, error_message: string) => () =>
  json({
    query_status: { id: "q", error: true, complete: true, error_message },
  }, status);

// deno-fmt-ignore
const ROWS: readonly [
  what: string,
  answer: () => Response,
  kind: Class,
  code: string,
  retryable: boolean,
][] = [
  ["HogQL syntax", () => apiError(400, "hogql_syntax_error", "Syntax error at line 1, column 8"), QueryError, "hogql_syntax_error", false],
  ["HogQL syntax, older build", () => apiError(400, "invalid_input", "mismatched input 'FORM'"), QueryError, "invalid_input", false],
  ["unknown field", () => apiError(400, "hogql_query_error", "Unable to resolve field: evnt"), FieldNotFoundError, "hogql_query_error", false],
  ["unknown field, older build", () => apiError(400, "invalid_input", "Unable to resolve field: evnt"), FieldNotFoundError, "invalid_input", false],
  ["unknown table", () => apiError(400, "hogql_query_error", "Unknown table `system.evnts`."), ObjectNotFoundError, "hogql_query_error", false],
  ["unknown table of ClickHouse", () => apiError(400, "unknown_table", "Table does not exist"), ObjectNotFoundError, "unknown_table", false],
  ["unknown function", () => apiError(400, "hogql_query_error", "Unsupported function call 'cout(...)'. Perhaps you meant 'count(...)'?"), QueryError, "hogql_query_error", false],
  ["OFFSET with a personal key", () => apiError(400, "hogql_query_error", "OFFSET is not supported on queries made with a personal API key."), QueryError, "hogql_query_error", false],
  ["no access to a table", () => apiError(403, "table_access_denied", "No access"), PermissionError, "table_access_denied", false],
  ["no access to a table, as 400", () => apiError(400, "table_access_denied", "No access"), PermissionError, "table_access_denied", false],
  ["bad property filter", () => apiError(400, "invalid_property_filter", "Bad filter"), ValidationError, "invalid_property_filter", false],
  ["ClickHouse user error", () => apiError(400, "illegal_type_of_argument", "Illegal type"), QueryError, "illegal_type_of_argument", false],
  ["ClickHouse too many bytes", () => apiError(400, "too_many_bytes", "Limit for rows exceeded"), QueryError, "too_many_bytes", false],
  ["unknown kind", () => apiError(400, "invalid_input", "Invalid kind", { attr: "query" }), ValidationError, "invalid_input", false],
  ["kind mismatch", () => apiError(400, "", 'Query kind mismatch: path kind "X" does not match body kind "Y".'), ValidationError, "invalid_input", false],
  ["malformed JSON", () => apiError(400, "parse_error", "JSON parse error"), ValidationError, "parse_error", false],
  ["no credentials", () => apiError(401, "not_authenticated", "Authentication credentials were not provided."), AuthenticationError, "not_authenticated", false],
  ["invalid key", () => apiError(401, "authentication_failed", "Personal API key found in request Authorization header is invalid."), AuthenticationError, "authentication_failed", false],
  ["missing scope", () => apiError(403, "permission_denied", "API key missing required scope 'query:read'"), PermissionError, "permission_denied", false],
  ["monthly quota", () => apiError(402, "api_queries_quota_exceeded", "Used up"), QuotaError, "api_queries_quota_exceeded", false],
  ["billing limit", () => apiError(402, "quota_limit_exceeded", "Reached its billing limit"), QuotaError, "quota_limit_exceeded", false],
  ["feature not in the plan", () => apiError(402, "payment_required", "Paid feature"), QuotaError, "payment_required", false],
  ["not found", () => apiError(404, "not_found", "Not found."), ObjectNotFoundError, "not_found", false],
  ["method not allowed", () => apiError(405, "method_not_allowed", 'Method "DELETE" not allowed.'), ValidationError, "method_not_allowed", false],
  ["conflict", () => apiError(409, "conflict", "Changed meanwhile"), ValidationError, "conflict", false],
  ["too large", text(413, "length limit exceeded"), ValidationError, "payload_too_large", false],
  ["media type", () => apiError(415, "unsupported_media_type", "Unsupported"), ValidationError, "unsupported_media_type", false],
  ["rate limit", () => apiError(429, "throttled", "Request was throttled. Expected available in 62 seconds."), RateLimitError, "throttled", true],
  ["concurrency limit", () => apiError(429, "throttled", "Exceeded maximum concurrency limit: 3 for key: k and task: t"), RateLimitError, "throttled", true],
  ["rate limit of flags", () => json({ type: "validation_error", code: "rate_limit_exceeded", detail: "Slow down" }, 429), RateLimitError, "rate_limit_exceeded", true],
  ["ClickHouse internal error", () => apiError(500, "error", "ClickHouse error while executing query."), QueryError, "query_engine_error", true],
  ["query size", () => apiError(500, "error", "Query size exceeded."), QueryError, "query_too_large", false],
  ["generic", () => apiError(500, "error", "A server error occurred."), ConnectionError, "server_error", true],
  ["cluster at capacity", () => apiError(503, "error", "Queries are a little too busy right now."), ConnectionError, "unavailable", true],
  ["database away", () => apiError(503, "database_unavailable", "Try again", {}, { "retry-after": "1" }), ConnectionError, "database_unavailable", true],
  ["execution timeout", () => apiError(504, "error", "Query has hit the max execution time before completing."), TimeoutError, "query_timeout", false],
  ["estimated too slow", () => apiError(512, "error", "Estimated query execution time is too long."), TimeoutError, "query_estimated_too_slow", false],
  ["memory limit", () => apiError(513, "clickhouse_memory_limit_exceeded", "Memory"), QueryError, "clickhouse_memory_limit_exceeded", false],
  ["background query, user error", failedJob(400, "Unable to resolve field: evnt"), FieldNotFoundError, "unknown_field", false],
  ["background query, internal error", failedJob(500, "ClickHouse broke"), QueryError, "query_engine_error", true],
  ["gateway 502, HTML", html(502), ConnectionError, "bad_gateway", true],
  ["gateway 504, HTML", html(504), TimeoutError, "query_timeout", false],
  ["gateway 524, HTML", html(524), TimeoutError, "gateway_timeout", false],
  ["a page with 404", html(404), ObjectNotFoundError, "not_found", false],
  ["a page with 200", html(200), ConnectionError, "html_instead_of_json", false],
  ["plain text", text(400, "failed to decode request"), ValidationError, "invalid_input", false],
  ["nothing at all", text(503, ""), ConnectionError, "unavailable", true],
  ["a redirect elsewhere", () => new Response(null, { status: 302, headers: { location: "https://evil.example/" } }), ConnectionError, "redirected", false],
];

for (const [what, answer, kind, code, retryable] of ROWS) {
  Deno.test(`Errors: ${what}`, async () => {
    const { client } = wire(() => answer(), { maxRetries: 0 });
    const error = await assertRejects(
      () => client.query("SELECT 1", { refresh: "blocking" }),
      PostHogError,
    );
    assertInstanceOf(error, kind);
    assertEquals([error.code, error.retryable], [code, retryable]);
    assert(error.hint !== undefined && error.hint !== "");
    assert(isPostHogError(error));
    assertStringIncludes(error.message, "Cannot ");
    assert(!error.message.endsWith("."), error.message);
    assertEquals(error.toJSON().name, kind.name);
  });
}

Deno.test("Errors name the scope, the wait, the position and the request", async () => {
  const { client } = wire((_, index) =>
    [
      apiError(
        403,
        "permission_denied",
        "API key missing required scope 'query:read'",
      ),
      apiError(429, "throttled", "Expected available in 62 seconds."),
      apiError(400, "hogql_syntax_error", "Bad", {
        extra: { start: 7, end: 11 },
      }, { "x-request-id": "r-1" }),
      apiError(
        400,
        "hogql_syntax_error",
        "Syntax error at line 2, column 5: bad",
      ),
    ][index] ?? json({}), { maxRetries: 0 });
  const ask = () => client.query("SELECT 1");
  assertEquals((await assertRejects(ask, PermissionError)).scope, "query:read");
  assertEquals((await assertRejects(ask, RateLimitError)).retryAfter, 62);
  client.close();
  const other = wire((_, index) =>
    [
      apiError(400, "hogql_syntax_error", "Bad", {
        extra: { start: 7, end: 11 },
      }, { "x-request-id": "r-1" }),
      apiError(
        400,
        "hogql_syntax_error",
        "Syntax error at line 2, column 5: bad",
      ),
    ][index] ?? json({})
  ).client;
  const first = await assertRejects(() => other.query("SELECT 1"), QueryError);
  assertEquals([first.position, first.requestId], [
    { start: 7, end: 11 },
    "r-1",
  ]);
  const second = await assertRejects(() => other.query("SELECT 1"), QueryError);
  assertEquals(second.position, { line: 2, column: 5 });
});

Deno.test("Errors keep secrets to themselves", async () => {
  const leaky = `Key ${SECRET} and phx_another1 and phs_third`;
  const { client } = wire(
    () => apiError(400, "hogql_query_error", leaky, { extra: { key: SECRET } }),
    { maxRetries: 0 },
  );
  const error = await assertRejects(() => client.query("SELECT 1"), QueryError);
  const shown = JSON.stringify(error) + error.stack + Deno.inspect(error);
  for (const secret of [SECRET, "phx_another1", "phs_third"]) {
    assert(!shown.includes(secret), shown);
  }
});

Deno.test("Errors of unknown names tell the nearest ones", async () => {
  const schema = {
    tables: {
      events: {
        name: "events",
        fields: { event: { name: "event", type: "string" } },
      },
    },
  };
  const { client } = wire((asked) => {
    const { kind, query } = Object(asked.body["query"]);
    if (kind === "DatabaseSchemaQuery") return json(schema);
    return String(query).includes("evnts")
      ? apiError(400, "hogql_query_error", "Unknown table `evnts`.")
      : apiError(400, "hogql_query_error", "Unable to resolve field: evnt");
  });
  const table = await assertRejects(
    () => client.query("SELECT 1 FROM evnts"),
    ObjectNotFoundError,
  );
  assertEquals(table.suggestions, ["events"]);
  assertStringIncludes(table.hint ?? "", '"events"');
  const field = await assertRejects(
    () => client.query("SELECT evnt FROM events"),
    FieldNotFoundError,
  );
  assertEquals(field.suggestions, ["event"]);
});

Deno.test("Errors of syntax tell the place, which PostHog must be asked for", async () => {
  const { client } = wire((asked) =>
    Object(asked.body["query"]).kind === "HogQLMetadata"
      ? json({ isValid: false, errors: [{ message: "bad", start: 0, end: 5 }] })
      : apiError(400, "hogql_syntax_error", "mismatched input 'SELEC'")
  );
  const error = await assertRejects(() => client.query("SELEC 1"), QueryError);
  assertEquals(error.position, { start: 0, end: 5 });
  const { client: silent } = wire(() =>
    apiError(400, "hogql_syntax_error", "bad")
  );
  const other = await assertRejects(() => silent.query("SELEC 1"), QueryError);
  assertEquals(other.position, undefined);
});
