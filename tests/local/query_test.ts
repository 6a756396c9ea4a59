import { assert, assertEquals, assertMatch } from "@std/assert";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import { api, ask, captureBatch, rows } from "./calls.ts";

const NUMBERS = "SELECT number FROM numbers(250)";

Deno.test("the query endpoint answers HogQL in PostHog's shape", async () => {
  await using posthog = await openEmbeddedPostHog();
  const response = await posthog.fetch(
    `http://localhost/api/projects/${posthog.projectId}/query/`,
    {
      method: "POST",
      headers: { authorization: `Bearer ${posthog.personalApiKey}` },
      body: JSON.stringify({
        query: {
          kind: "HogQLQuery",
          query: "SELECT {who} AS who, 1, 1",
          values: { who: "it's {me}" },
        },
        name: "who is it",
      }),
    },
  );
  assertEquals(response.status, 200);
  assertMatch(response.headers.get("X-PostHog-Engine") ?? "", /embedded/);
  const body = await response.json();
  assertEquals(body.results, [["it's {me}", 1, 1]]);
  assertEquals(body.columns, ["who", "1", "1"]);
  assertEquals(body.types, [["who", "String"], ["1", "UInt8"], ["1", "UInt8"]]);
  assertEquals(body.timezone, "UTC");
  assertEquals(body.is_cached, false);
  assertEquals(body.error, null);
  assert(Math.abs(Date.parse(body.last_refresh) - Date.now()) < 60_000);
});

Deno.test("the query endpoint says when it cut an answer short", async () => {
  await using posthog = await openEmbeddedPostHog();
  const cut = await ask(posthog, NUMBERS);
  assertEquals(cut.body.results.length, 100);
  assertEquals([cut.body.hasMore, cut.body.limit, cut.body.offset], [
    true,
    100,
    0,
  ]);
  const whole = await ask(posthog, `${NUMBERS} WHERE number < 7`);
  assertEquals([whole.body.hasMore, whole.body.limit], [false, 100]);
  const own = await ask(posthog, `${NUMBERS} LIMIT 200`);
  assertEquals(own.body.results.length, 200);
  assertEquals([own.body.hasMore, own.body.limit, own.body.offset], [
    null,
    null,
    null,
  ]);
});

Deno.test("the query endpoint loses no digit and no moment", async () => {
  await using posthog = await openEmbeddedPostHog({
    timezone: "Europe/Prague",
  });
  const response = await posthog.fetch(
    "http://localhost/api/projects/@current/query/",
    {
      method: "POST",
      headers: { authorization: `Bearer ${posthog.personalApiKey}` },
      body: JSON.stringify({
        query: {
          kind: "HogQLQuery",
          query: "SELECT 9007199254740993, " +
            "toDateTime('2026-01-01 00:00:00'), toDate('2026-07-01'), " +
            "[toDateTime64('2026-07-01 00:00:00.5', 3)], tuple(1, NULL), " +
            "0 / 0, 'it is 2026-01-01T00:00:00.000000Z'",
        },
      }),
    },
  );
  const text = await response.text();
  const results = /^\{"results":(.*),"columns"/.exec(text)?.[1];
  assertEquals(
    results,
    '[[9007199254740993,"2026-01-01T00:00:00+01:00","2026-07-01",' +
      '["2026-07-01T00:00:00.500000+02:00"],[1,null],null,' +
      '"it is 2026-01-01T00:00:00.000000Z"]]',
  );
});

Deno.test("the query endpoint leaves text alone that looks like a moment", async () => {
  await using posthog = await openEmbeddedPostHog();
  const note = "2026-01-01T00:00:00.000000Z";
  await captureBatch(posthog, [
    { event: note, distinct_id: "a", timestamp: "2026-01-01T00:00:00Z" },
    { event: note, distinct_id: "b", timestamp: "2026-01-01T00:00:00.25Z" },
  ]);
  assertEquals(
    await rows(
      posthog,
      "SELECT event, timestamp FROM events ORDER BY timestamp",
    ),
    [
      [note, "2026-01-01T00:00:00Z"],
      [note, "2026-01-01T00:00:00.250000Z"],
    ],
  );
});

Deno.test("the query endpoint refuses what is wrong, in PostHog's words", async () => {
  await using posthog = await openEmbeddedPostHog();
  const codeOf = async (query: string) => {
    const { status, body } = await ask(posthog, query);
    return [status, body.type, body.code];
  };
  const hogql = (code: string) => [400, "validation_error", code];
  assertEquals(await codeOf("SELECT FROM WHERE"), hogql("hogql_syntax_error"));
  assertEquals(
    await codeOf("SELECT evnt FROM events"),
    hogql("hogql_query_error"),
  );
  assertEquals(
    await codeOf("SELECT 1 LIMIT 1 OFFSET 1"),
    hogql("hogql_query_error"),
  );
  assertEquals(
    await codeOf("SELECT * FROM file('/etc/passwd')"),
    hogql("hogql_query_error"),
  );
  assertEquals(
    await codeOf(
      "SELECT throwIf(number = 40000) FROM numbers(50000) LIMIT 50000",
    ),
    hogql("function_throw_if_value_is_non_zero"),
  );
  // What a failed query had written must not show in the next answer.
  assertEquals(await rows(posthog, "SELECT 'clean'"), [["clean"]]);
});

Deno.test("the query endpoint allows OFFSET to access tokens", async () => {
  await using posthog = await openEmbeddedPostHog();
  const response = await posthog.fetch(
    "http://localhost/api/projects/@current/query/HogQLQuery/",
    {
      method: "POST",
      headers: {
        authorization: `Bearer ${
          posthog.personalApiKey.replace("phx_", "pha_")
        }`,
      },
      body: JSON.stringify({
        query: {
          kind: "HogQLQuery",
          query: "SELECT number FROM numbers(5) LIMIT 2 OFFSET 3",
        },
      }),
    },
  );
  assertEquals((await response.json()).results, [[3], [4]]);
});

Deno.test("the query endpoint names the field of a malformed request", async () => {
  await using posthog = await openEmbeddedPostHog();
  const post = (body: unknown, kind = "") =>
    api(posthog, "POST", `/api/projects/@current/query/${kind}`, body);
  const missing = await post({ refresh: "blocking" });
  assertEquals([missing.status, missing.body.code, missing.body.attr], [
    400,
    "required",
    "query",
  ]);
  const unknown = await post({ query: { kind: "NoSuchQuery" } });
  assertEquals([unknown.status, unknown.body.attr], [400, "query"]);
  const typed = await post({ query: { kind: "HogQLQuery", query: 7 } });
  assertEquals([typed.status, typed.body.attr], [400, "query__query"]);
  const mismatch = await post(
    { query: { kind: "HogQLQuery", query: "SELECT 1" } },
    "TrendsQuery/",
  );
  assertEquals(
    mismatch.body.detail,
    'Query kind mismatch: path kind "TrendsQuery" does not match body kind "HogQLQuery".',
  );
});

Deno.test("the query endpoint says what to do about ClickHouse's errors", async () => {
  await using posthog = await openEmbeddedPostHog();
  for (
    const [query, code, advice] of [
      [
        "SELECT event, count() FROM events",
        "not_an_aggregate",
        "Add it to GROUP BY",
      ],
      [
        "SELECT event FROM events WHERE count() > 1",
        "illegal_aggregation",
        "belong into HAVING",
      ],
      [
        "SELECT max(event) AS event FROM events WHERE event != ''",
        "illegal_aggregation",
        "put the table's name before",
      ],
      [
        "SELECT 1 FROM events WHERE timestamp > '-7d'",
        "cannot_parse_datetime",
        "now() - INTERVAL 7 DAY",
      ],
      [
        "SELECT dateDiff('day', '2026-01-01', now())",
        "illegal_type_of_argument",
        "toDateTime(…)",
      ],
    ] as const
  ) {
    const { status, body } = await ask(posthog, query);
    assertEquals([status, body.code], [400, code]);
    assert(body.detail.includes(advice), body.detail);
  }
});

Deno.test("the query endpoint stops a query at its time limit", async () => {
  await using posthog = await openEmbeddedPostHog({
    queryLimits: { personalKeySeconds: 0.2 },
  });
  const { status, body } = await ask(
    posthog,
    "SELECT count() FROM numbers(1000000000000) WHERE cityHash64(number) = 1",
  );
  assertEquals(status, 504);
  assertMatch(body.detail, /^Query has hit the max execution time/);
  assertEquals(await rows(posthog, "SELECT 1"), [[1]]);
});
