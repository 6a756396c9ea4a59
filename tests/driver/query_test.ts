import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  ConnectionError,
  type Envelope,
  QueryError,
  ValidationError,
} from "../../driver/mod.ts";
import { json, nodeOf, SECRET, START, table, wire } from "./wire.ts";

Deno.test("query() sends the text and its values apart", async () => {
  const { client, asked } = wire(() => table(["event"], [["a"]]));
  const hostile = "x'); DROP TABLE events; -- {y} `\\\u2028";
  await client.query("SELECT event FROM events WHERE event = {e} LIMIT 5", {
    values: { e: hostile },
  });
  const node = nodeOf(asked[0]);
  assertEquals(
    node["query"],
    "SELECT event FROM events WHERE event = {e} LIMIT 5",
  );
  assertEquals(node["values"], { e: hostile });
  assertEquals(
    asked[0]?.url.href,
    "https://us.posthog.com/api/projects/7/query/",
  );
  assertEquals(asked[0]?.headers.get("authorization"), `Bearer ${SECRET}`);
});

Deno.test("query() gives rows as objects, and the same as arrays", async () => {
  const { client } = wire(() => table(["a", "b"], [[1, "x"], [2, null]]));
  const { rows, values, columns, types } = await client.query(
    "SELECT 1 LIMIT 9",
  );
  assertEquals(rows, [{ a: 1, b: "x" }, { a: 2, b: null }]);
  assertEquals(values, [[1, "x"], [2, null]]);
  assertEquals(columns, ["a", "b"]);
  assertEquals(types, ["String", "String"]);
});

Deno.test("query() keeps duplicate column names apart", async () => {
  const { client } = wire(() => table(["a", "a", "a_2", "a"], [[1, 2, 3, 4]]));
  const { rows, columns } = await client.query("SELECT a, a, a_2, a LIMIT 9");
  assertEquals(columns, ["a", "a_3", "a_2", "a_4"]);
  assertEquals(rows, [{ a: 1, a_3: 2, a_2: 3, a_4: 4 }]);
});

Deno.test("query() keeps a column named __proto__", async () => {
  const { client } = wire(() => table(["__proto__"], [["x"]]));
  const { rows } = await client.query("SELECT 1 LIMIT 9");
  assertEquals(Object.entries(rows[0] ?? {}), [["__proto__", "x"]]);
});

Deno.test("query() writes a Date as an instant, alone and in a list", async () => {
  const { client, asked } = wire(() => table(["a"], []));
  const date = new Date("2026-01-02T03:04:05.678Z");
  await client.query(
    "SELECT 1 FROM events WHERE timestamp > {t} OR timestamp IN {list} LIMIT 1",
    {
      values: { t: date, list: [date, "x"] },
    },
  );
  const node = nodeOf(asked[0]);
  assertStringIncludes(String(node["query"]), "timestamp > toDateTime({t})");
  assertStringIncludes(
    String(node["query"]),
    "[toDateTime({list__0}), {list__1}]",
  );
  assertEquals(node["values"], {
    t: "2026-01-02T03:04:05.678Z",
    list__0: "2026-01-02T03:04:05.678Z",
    list__1: "x",
  });
});

Deno.test("query() refuses a placeholder without a value, and leaves text in strings alone", async () => {
  const { client, asked } = wire(() => table(["a"], []));
  const error = await assertRejects(
    () => client.query("SELECT {x} LIMIT 1", { values: { y: 1 } }),
    ValidationError,
  );
  assertEquals(error.field, "x");
  await client.query("SELECT '{x}' -- {z}\n LIMIT 1");
  assertEquals(nodeOf(asked[0])["query"], "SELECT '{x}' -- {z}\n LIMIT 1");
});

Deno.test("query() refuses values that JSON would change", async () => {
  const { client } = wire(() => table(["a"], []));
  for (const value of [NaN, Infinity, 10n, new Date(NaN)]) {
    await assertRejects(
      // @ts-expect-error: scripts are not checked by a compiler.
      () => client.query("SELECT {x}", { values: { x: value } }),
      ValidationError,
    );
  }
});

Deno.test("query() tells the truth in the envelope", async () => {
  const seen: Envelope[] = [];
  const { client } = wire(
    () =>
      table(["a"], [[1]], {
        is_cached: true,
        last_refresh: "2026-02-01T00:00:00+01:00",
      }),
    { observe: (envelope) => seen.push(envelope) },
  );
  const { envelope } = await client.query("SELECT a FROM persons LIMIT 5");
  assertEquals(envelope.rows, 1);
  assertEquals(envelope.truncated, false);
  assertEquals(envelope.asOf, "2026-01-31T23:00:00.000Z");
  assertEquals(envelope.engine, {
    name: "posthog-cloud",
    version: null,
    url: "https://us.posthog.com",
  });
  assertEquals(envelope.hogql, "SELECT printed");
  assertEquals(envelope.timezone, "Europe/Prague");
  assertEquals(envelope.warnings, []);
  assertEquals(seen, [envelope]);
});

Deno.test("query() names the embedded engine by its header", async () => {
  const { client } = wire(() => {
    const answer = table(["a"], []);
    answer.headers.set("x-posthog-engine", "posthog-embedded/0.1.0");
    return answer;
  }, { apiUrl: "http://127.0.0.1:8000" });
  const { envelope } = await client.query("SELECT 1 LIMIT 1");
  assertEquals(envelope.engine.name, "posthog-embedded");
  assertEquals(envelope.engine.version, "0.1.0");
  assertEquals(envelope.asOf, new Date(START).toISOString());
});

Deno.test("query() warns of all time, of distinct_ids, and of rounded integers", async () => {
  const { client } = wire(() =>
    table(["n"], [[2 ** 60]], { types: [["n", "UInt64"]] })
  );
  const { envelope } = await client.query(
    "SELECT uniq(e.distinct_id) AS n FROM events e LIMIT 9",
  );
  assertEquals(envelope.warnings.length, 3);
});

Deno.test("query() gives an error that came with HTTP 200", async () => {
  const { client } = wire(() => table([], [], { error: "Unknown function" }));
  await assertRejects(
    () => client.query("SELECT 1"),
    QueryError,
    "Unknown function",
  );
});

Deno.test("query() refuses what is no answer, empty text and impossible limits", async () => {
  const { client } = wire(() => json({ hello: "world" }));
  await assertRejects(() => client.query("SELECT 1"), ConnectionError);
  await assertRejects(() => client.query("  "), ValidationError);
  for (const limit of [0, -1, 1.5, 50_001]) {
    await assertRejects(
      () => client.query("SELECT 1", { limit }),
      ValidationError,
    );
  }
});

Deno.test("query() has at most three requests in flight", async () => {
  let now = 0;
  let most = 0;
  const { client } = wire(async () => {
    most = Math.max(most, ++now);
    await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve, 1));
    now--;
    return table(["a"], []);
  });
  await Promise.all(
    Array.from({ length: 10 }, (_, i) => client.query(`SELECT ${i} LIMIT 1`)),
  );
  assertEquals(most, 3);
  assert(now === 0);
});
