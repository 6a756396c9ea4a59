import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { compileHogQL, HogQLError } from "../../../local/hogql/mod.ts";
import { project } from "./project.ts";

const sql = async (text: string): Promise<string> =>
  (await compileHogQL(text, {}, project())).sql;

Deno.test("compileHogQL() names columns as PostHog does", async () => {
  const { columns } = await compileHogQL(
    "SELECT event, properties.$browser, count(), event AS e, 1 + 1, person.properties.email, event FROM events GROUP BY event",
    {},
    project(),
  );
  assertEquals(columns, [
    "event",
    "$browser",
    "count()",
    "e",
    "plus(1, 1)",
    "email",
    "event",
  ]);
});

Deno.test("compileHogQL() asks for one row more than the default limit", async () => {
  const query = await compileHogQL("SELECT event FROM events", {}, project());
  assertEquals([query.limit, query.limitIsDefault], [100, true]);
  assertStringIncludes(query.sql, "LIMIT 101");
});

Deno.test("compileHogQL() lowers a limit that is too high, and says so", async () => {
  const query = await compileHogQL(
    "SELECT event FROM events LIMIT 1000000",
    {},
    project(),
  );
  assertEquals([query.limit, query.limitIsDefault], [50_000, false]);
  assertStringIncludes(query.sql, "LIMIT 50000");
  assertEquals(query.warnings.length, 1);
});

Deno.test("compileHogQL() limits each query of a UNION, and says so", async () => {
  const query = await compileHogQL(
    "SELECT 1 UNION ALL SELECT 2 LIMIT 7",
    {},
    project(),
  );
  assertStringIncludes(query.sql, "LIMIT 100)");
  assertStringIncludes(query.sql, "LIMIT 7)");
  assertEquals(query.warnings.length, 1);
});

Deno.test("compileHogQL() compares times without converting the column", async () => {
  const { sql } = await compileHogQL(
    "SELECT timestamp FROM events WHERE timestamp >= '2026-01-02'",
    {},
    project({ timezone: "Europe/Prague" }),
  );
  assertStringIncludes(
    sql,
    "greaterOrEquals(events.timestamp, toDateTime64('2026-01-02 00:00:00', 6, 'Europe/Prague'))",
  );
  assertStringIncludes(sql, "toTimeZone(events.timestamp, 'Europe/Prague')");
});

Deno.test("compileHogQL() joins a table only when a field needs it", async () => {
  assertEquals(
    (await sql("SELECT person.properties.email FROM events")).includes("JOIN"),
    false,
  );
  assertStringIncludes(
    await sql("SELECT organization.properties.name FROM events"),
    "LEFT JOIN",
  );
});

Deno.test("compileHogQL() computes sessions from the events around the time asked for", async () => {
  const near =
    "minus(toDateTime64('2026-01-02 00:00:00', 6, 'UTC'), toIntervalDay(3))";
  for (
    const query of [
      "SELECT count() FROM sessions WHERE $start_timestamp >= '2026-01-02'",
      "SELECT count() FROM sessions s WHERE '2026-01-02' < s.$end_timestamp AND 1",
      "SELECT session.$is_bounce FROM events e WHERE and(greater(e.timestamp, '2026-01-02'), 1)",
      "SELECT session.$is_bounce FROM events WHERE timestamp BETWEEN '2026-01-02' AND now()",
    ]
  ) {
    assertStringIncludes(
      await sql(query),
      `greaterOrEquals(events.timestamp, ${near})`,
    );
  }
  for (
    const query of [
      "SELECT count() FROM sessions WHERE $start_timestamp >= '2026-01-02' OR 1",
      "SELECT count() FROM events e LEFT JOIN sessions s ON s.id = e.$session_id WHERE s.$start_timestamp >= '2026-01-02'",
      "SELECT session.$is_bounce, toDate(timestamp) AS timestamp FROM events WHERE timestamp >= '2026-01-02'",
      "SELECT session.$is_bounce FROM events WHERE timestamp >= toDateTime(properties.since)",
    ]
  ) {
    assertEquals((await sql(query)).includes("toIntervalDay(3)"), false, query);
  }
});

Deno.test("compileHogQL() reads properties that are columns from their columns", async () => {
  for (const path of ["properties.$session_id", "properties['$session_id']"]) {
    const text = await sql(`SELECT ${path} FROM events`);
    assertStringIncludes(text, "events.`$session_id`");
    assertEquals(text.includes("JSONExtract"), false);
  }
});

Deno.test("compileHogQL() puts values into the query as values", async () => {
  const { sql } = await compileHogQL(
    "SELECT count() FROM events WHERE event = {name} AND distinct_id IN {ids}",
    { values: { name: "x'); DROP TABLE events; --", ids: ["a", "b'"] } },
    project(),
  );
  assertStringIncludes(
    sql,
    "equals(events.event, 'x\\'); DROP TABLE events; --')",
  );
  assertStringIncludes(sql, "in(events.distinct_id, ['a', 'b\\''])");
});

/** What is wrong with a query, and how PostHog says it. */
const ERRORS: readonly (readonly [query: string, detail: string])[] = [
  [
    "SELECT evnt FROM events",
    "Unable to resolve field: evnt. Perhaps you meant 'event'?",
  ],
  [
    "SELECT user_id FROM events",
    "Unable to resolve field: user_id. Perhaps you meant 'person_id'?",
  ],
  [
    "SELECT group_type FROM groups",
    "Unable to resolve field: group_type. Perhaps you meant 'index'?",
  ],
  [
    "SELECT duration FROM events",
    "Unable to resolve field: duration. Perhaps you meant 'session.duration'?",
  ],
  [
    "SELECT 1 FROM feature_flag",
    "Unknown table `feature_flag`. Perhaps you meant `system.feature_flags`?",
  ],
  [
    "SELECT 1 FROM events e JOIN persons p",
    "JOIN needs a condition: ON … or USING (…)",
  ],
  ["SELECT 1 FROM event", "Unknown table `event`. Perhaps you meant `events`?"],
  [
    "SELECT countif(1) FROM events",
    "Unsupported function call 'countif(...)'. Perhaps you meant 'countIf(...)'?",
  ],
  ["SELECT file('/etc/passwd')", "Unsupported function call 'file(...)'"],
  ["SELECT 1 FROM file('/etc/passwd')", "Unknown table `file`."],
  [
    "SELECT dateDiff('day') FROM events",
    "Function 'dateDiff' expects at least 3 arguments, found 1",
  ],
  [
    "SELECT quantile(1) FROM events",
    "Aggregation 'quantile' requires parameters in addition to arguments",
  ],
  [
    "SELECT sum(count()) FROM events",
    "Aggregation 'count' cannot be nested inside another aggregation 'sum'.",
  ],
  [
    "SELECT person FROM events",
    "Can't select a table when a column is expected: person",
  ],
  [
    "SELECT event FROM events e JOIN events f ON e.uuid = f.uuid",
    "Ambiguous query. Found multiple sources for field: event",
  ],
  [
    "SELECT 1 FROM events JOIN events ON 1 = 1",
    'Already have joined a table called "events". Can\'t redefine.',
  ],
  ["SELECT 1 AS a, 2 AS a", "Cannot redefine an alias with the name: a"],
  ["SELECT *", "Cannot use '*' when there are no tables in the query"],
  [
    "WITH x AS (SELECT 1) SELECT x",
    "Cannot use subquery CTE x as a value. Use it in a FROM clause instead.",
  ],
  ["SELECT 1 FROM numbers", "Table function 'numbers' requires arguments"],
  ["SELECT 1 FROM events(1)", "Table 'events' does not accept arguments"],
  ["SELECT [1][0]", "SQL indexes start from one, not from zero. E.g: array[1]"],
  [
    "SELECT 1 FROM events FINAL",
    "The FINAL keyword is not supported in HogQL as it causes slow queries",
  ],
  [
    "SELECT event FROM events QUALIFY 1",
    "QUALIFY is not supported in the 'clickhouse' dialect",
  ],
  [
    "SELECT 1 AS team_id",
    '"team_id" cannot be an alias or identifier, as it\'s a reserved keyword',
  ],
  ["SELECT {x}", "Unresolved placeholder: {x}"],
  [
    "SELECT matchesAction('Bought')",
    "matchesAction can only be used with the events table",
  ],
  [
    "SELECT 1 FROM persons WHERE id IN COHORT 'Nobody'",
    "Could not find a cohort with the name 'Nobody'. There is: 'Power users'",
  ],
  [
    "SELECT 1 FROM persons WHERE id IN COHORT 'power user'",
    "Could not find a cohort with the name 'power user'. Perhaps you meant 'Power users'?",
  ],
  [
    "SELECT 1 FROM persons WHERE id IN COHORT 99",
    "Could not find cohort with ID 99. There is: '1: Power users'",
  ],
  [
    "SELECT 1 FROM events WHERE matchesAction('bougt')",
    "Could not find an action with the name 'bougt'. Perhaps you meant 'Bought'?",
  ],
  [
    "SELECT {variables.contry}",
    "Variable contry is missing from query. Did you mean: country?",
  ],
  [
    "SELECT {variables.x}",
    "Variable x does not exist. There is: 'country'",
  ],
  [
    "SELECT 1 FROM feature_flags",
    "Unknown table `feature_flags`. Perhaps you meant `system.feature_flags`?",
  ],
  [
    "SELECT 1 FROM users",
    "Unknown table `users`. Perhaps you meant `persons`?",
  ],
  [
    "SELECT substr(event, 1) FROM events",
    "Unsupported function call 'substr(...)'. Perhaps you meant 'substring(...)'?",
  ],
  [
    "SELECT dateSub(DAY, 7, now())",
    "Unable to resolve field: DAY. Perhaps you meant the string 'day'?",
  ],
  [
    "SELECT DISTINCT ON (event) event FROM events",
    "DISTINCT ON is not supported. Use LIMIT 1 BY",
  ],
  [
    "SELECT * FROM (VALUES (1)) AS t",
    "VALUES is not supported in the 'clickhouse' dialect",
  ],
  [
    "WITH RECURSIVE t AS (SELECT 1) SELECT * FROM t",
    "Recursive CTEs are not supported in the 'clickhouse' dialect",
  ],
  [
    "SELECT (event)(1) FROM events",
    "You can only call simple functions in HogQL, not expressions",
  ],
];

for (const [query, detail] of ERRORS) {
  Deno.test(`compileHogQL() refuses ${query}`, async () => {
    const error = await assertRejects(
      () => compileHogQL(query, {}, project()),
      HogQLError,
    );
    assertStringIncludes(error.detail, detail);
    assertStringIncludes(error.code, "hogql_");
  });
}

/** The same for errors of ClickHouse, which say what to do instead. */
const WRONG_TYPES: readonly (readonly [query: string, detail: string])[] = [
  [
    "SELECT arrayElement(properties.tags, 1) FROM events",
    "use JSONExtract(ifNull(properties.tags, '[]'), 'Array(String)'), or properties.tags[1]",
  ],
  [
    "SELECT arrayMap(x -> x, properties.tags) FROM events",
    "it must be an array. Property 'tags' is text",
  ],
  [
    "SELECT properties.plan + ' plan' FROM events",
    "Property 'plan' is text: use concat(properties.plan, …)",
  ],
  [
    "SELECT properties.since + INTERVAL 1 DAY FROM events",
    "use toDateTime(properties.since)",
  ],
  ["SELECT sum(properties.x) FROM events", "use toFloat(properties.x)"],
  [
    "SELECT 1 FROM (SELECT 1 AS a) JOIN (SELECT 1 AS b) AS t ON a = b",
    "A sub-query in a JOIN needs an alias",
  ],
];

for (const [query, detail] of WRONG_TYPES) {
  Deno.test(`compileHogQL() refuses ${query}`, async () => {
    const error = await assertRejects(
      () => compileHogQL(query, {}, project()),
      HogQLError,
    );
    assertStringIncludes(error.detail, detail);
  });
}

/** What other dialects write, and the hint that follows the parser's words. */
const HABITS: readonly (readonly [query: string, hint: string])[] = [
  ["SELECT EXTRACT(hour FROM timestamp) FROM events", "write toHour(x)"],
  ["SELECT * EXCEPT (event) FROM events", "write * EXCLUDE (a)"],
  ["SELECT now() - INTERVAL 7 DAYS", "in the singular: INTERVAL 7 DAY"],
  ["SELECT event FROM events LIMIT 10 PERCENT", "write LIMIT 10 %"],
  ["SELECT match(event, '\\d+') FROM events", "written twice"],
  ["SELECT properties.'plan' FROM events", "write properties.name"],
  ["SHOW TABLES", "HogQL only reads"],
  ["SELECT count() FROM events WHERE event = <name>", "in place of <…>"],
];

for (const [query, hint] of HABITS) {
  Deno.test(`compileHogQL() knows how to write ${query}`, async () => {
    const error = await assertRejects(
      () => compileHogQL(query, {}, project()),
      HogQLError,
    );
    assertEquals(error.code, "hogql_syntax_error");
    assertStringIncludes(error.detail, hint);
  });
}

Deno.test("compileHogQL() refuses OFFSET where it is not allowed, at any depth", async () => {
  for (
    const query of [
      "SELECT 1 LIMIT 1 OFFSET 1",
      "SELECT 1 FROM (SELECT 1 LIMIT 1 OFFSET 1)",
      "WITH x AS (SELECT 1 LIMIT 1 OFFSET 1) SELECT 1 FROM x",
    ]
  ) {
    await assertRejects(
      () => compileHogQL(query, {}, project({ offsetAllowed: false })),
      HogQLError,
      "OFFSET is not supported on queries made with a personal API key",
    );
  }
});

Deno.test("compileHogQL() reports syntax errors with their place", async () => {
  const error = await assertRejects(
    () => compileHogQL("SELECT event FROM events WHERE", {}, project()),
    HogQLError,
  );
  assertEquals(error.code, "hogql_syntax_error");
  assertEquals(error.start, 30);
});
