import { assertEquals, assertRejects } from "@std/assert";
import { delay } from "@std/async/delay";
import {
  FieldNotFoundError,
  QueryError,
  TimeoutError,
} from "../../driver/mod.ts";
import { apiError, json, nodeOf, table, wire } from "./wire.ts";

function status(fields: Record<string, unknown>, code = 202): Response {
  return json({
    query_status: { id: "job-1", complete: false, error: false, ...fields },
  }, code);
}

async function done(): Promise<Response> {
  const results = await table(["a"], [[1]]).json();
  return status({ complete: true, results }, 200);
}

Deno.test("query() polls what PostHog runs in the background, telling how far it is", async () => {
  const seen: number[] = [];
  const { client, asked, waits } = wire((_, index) => {
    if (index === 0) return status({});
    return index < 3
      ? status({ query_progress: { rows_read: index * 100, bytes_read: 1 } })
      : done();
  });
  const { rows } = await client.query("SELECT a FROM persons LIMIT 5", {
    refresh: "force_async",
    onProgress: ({ rowsRead }) => seen.push(rowsRead),
  });
  assertEquals(rows, [{ a: 1 }]);
  assertEquals(seen, [100, 200]);
  assertEquals(asked.map(({ method }) => method), [
    "POST",
    "GET",
    "GET",
    "GET",
  ]);
  assertEquals(asked[1]?.url.pathname, "/api/projects/7/query/job-1/");
  assertEquals(waits, [250, 375, 562.5]);
});

Deno.test("query() asks in the background what is too slow for one request", async () => {
  const { client, asked } = wire((one, index) => {
    if (index === 0) {
      return apiError(504, "error", "Query has hit the max execution time");
    }
    return one.method === "POST" ? status({}) : done();
  });
  const { rows } = await client.query("SELECT a FROM persons LIMIT 5");
  assertEquals(rows.length, 1);
  assertEquals(asked.map(({ body }) => body["refresh"]), [
    "blocking",
    "force_async",
    undefined,
  ]);
});

Deno.test("query() takes stale rows that come with the status of a refresh", async () => {
  const { client, asked } = wire(() =>
    table(["a"], [[1]], { query_status: { id: "j", complete: false } })
  );
  const { rows } = await client.query("SELECT a FROM persons LIMIT 5", {
    refresh: "async",
  });
  assertEquals([rows.length, asked.length], [1, 1]);
});

Deno.test("query() gives the errors of background queries", async () => {
  const failed = (code: number, error_message: string) =>
    status({ complete: true, error: true, error_message }, code);
  const user = wire((_, index) =>
    index === 0 ? status({}) : failed(400, "Unable to resolve field: b")
  );
  await assertRejects(
    () => user.client.query("SELECT b", { refresh: "force_async" }),
    FieldNotFoundError,
  );
  const server = wire(
    (_, index) => index === 0 ? status({}) : failed(500, "ClickHouse broke"),
    { maxRetries: 0 },
  );
  await assertRejects(
    () => server.client.query("SELECT b", { refresh: "force_async" }),
    QueryError,
  );
  const lost = wire((_, index) =>
    index === 0
      ? status({})
      : apiError(404, "not_found", "Query job-1 not found for team 7.")
  );
  const error = await assertRejects(
    () => lost.client.query("SELECT b", { refresh: "force_async" }),
    TimeoutError,
  );
  assertEquals(error.code, "query_expired");
});

Deno.test("query() ends when its time is up, whatever it is doing then", async () => {
  const never = new Promise<Response>(() => {});
  const answers: Record<string, () => Response | Promise<Response>> = {
    "waiting for an answer": () => never,
    "pausing before a retry": () => new Response("busy", { status: 503 }),
    "polling": () => status({}),
  };
  for (const [doing, answer] of Object.entries(answers)) {
    const { client, asked } = wire(
      (one) => one.method === "DELETE" ? json({}) : answer(),
      { delay: (ms, signal) => delay(ms, signal ? { signal } : {}) },
    );
    const error = await assertRejects(
      () => client.query("SELECT 1", { timeoutMs: 50 }),
      TimeoutError,
      "no whole answer within 50 ms",
      doing,
    );
    assertEquals(error.code, "client_timeout");
    // Neither tried again nor looked again: there was no time for that.
    assertEquals(asked.map(({ method }) => method), ["POST", "DELETE"], doing);
  }
  const busy = wire((one) => one.method === "DELETE" ? json({}) : never, {
    maxConcurrentQueries: 1,
  });
  const control = new AbortController();
  const first = busy.client.query("SELECT 1", {
    signal: control.signal,
  });
  await assertRejects(
    () => busy.client.query("SELECT 2", { timeoutMs: 50 }),
    TimeoutError,
  );
  assertEquals(busy.asked.length, 1);
  control.abort(new Error("enough"));
  await assertRejects(() => first, Error, "enough");
});

Deno.test("query() takes as much time as it is given, however much that is", async () => {
  const { client } = wire(async () => {
    await delay(20);
    return table(["a"], [[1]]);
  }, { timeoutMs: 1e12 });
  for (const timeoutMs of [1e12, Infinity]) {
    const { rows } = await client.query("SELECT a LIMIT 1", { timeoutMs });
    assertEquals(rows, [{ a: 1 }]);
  }
  assertEquals((await client.query("SELECT a LIMIT 1")).rows, [{ a: 1 }]);
});

Deno.test("query() stops polling and cancels, when the time is up or the caller leaves", async () => {
  const late = wire((one) => one.method === "DELETE" ? json({}) : status({}));
  await assertRejects(
    () =>
      late.client.query("SELECT 1", {
        refresh: "force_async",
        timeoutMs: 1_000,
      }),
    TimeoutError,
  );
  assertEquals(late.asked.at(-1)?.method, "DELETE");
  const control = new AbortController();
  const left = wire((one, index) => {
    if (index === 1) control.abort(new Error("enough"));
    return one.method === "DELETE" ? json({}) : status({});
  });
  await assertRejects(
    () =>
      left.client.query("SELECT 1", {
        refresh: "force_async",
        signal: control.signal,
      }),
    Error,
    "enough",
  );
  assertEquals(left.asked.at(-1)?.method, "DELETE");
});

Deno.test("query() sends the same question once while it is under way", async () => {
  const { client, asked } = wire(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return table(["a"], [[1]]);
  });
  const control = new AbortController();
  const same = () => client.query("SELECT a FROM persons LIMIT 5");
  const [left, ...answers] = [
    client.query("SELECT a FROM persons LIMIT 5", { signal: control.signal }),
    same(),
    same(),
    client.query("SELECT b FROM persons LIMIT 5"),
  ];
  control.abort(new Error("enough"));
  await assertRejects(() => left, Error, "enough");
  const [first, second] = await Promise.all(answers);
  assertEquals(first?.rows, second?.rows);
  assertEquals(asked.length, 2);
});

Deno.test("query() gives a kept answer again, and says how old it is", async () => {
  const { client, asked } = wire(() => table(["a"], [[1]]), {
    cacheTtlMs: 1_000,
  });
  const first = await client.query("SELECT a FROM persons LIMIT 5");
  const again = await client.query("SELECT a FROM persons LIMIT 5");
  assertEquals(asked.length, 1);
  assertEquals(again.envelope.asOf, first.envelope.asOf);
  assertEquals(again.rows, first.rows);
});

Deno.test("query() finds PostHog's own tables by their short names", async () => {
  const { client, asked } = wire((one) => {
    const { query } = nodeOf(one);
    return String(query).includes("system.insights")
      ? table(["name"], [["x"]])
      : apiError(400, "hogql_query_error", "Unknown table `insights`.");
  });
  const { rows } = await client.query("SELECT name FROM insights LIMIT 5");
  assertEquals(rows, [{ name: "x" }]);
  await client.query("SELECT name, 'FROM insights' FROM insights LIMIT 6");
  assertEquals(asked.map((one) => nodeOf(one)["query"]), [
    "SELECT name FROM insights LIMIT 5",
    "SELECT name FROM system.insights LIMIT 5",
    "SELECT name, 'FROM insights' FROM system.insights LIMIT 6",
  ]);
});

Deno.test("queryBatches() pages by its key, without OFFSET", async () => {
  const all = Array.from(
    { length: 23 },
    (_, i) => [Math.floor(i / 5), `u${String(i).padStart(2, "0")}`],
  );
  const { client, asked } = wire((one) => {
    const { query, values } = nodeOf(one);
    const { key_0, key_1 } = Object(values);
    const size = Number(/LIMIT (\d+)$/.exec(String(query))?.[1]);
    const rest = all.filter(([t = 0, u = ""]) =>
      key_0 === undefined || t > key_0 || t === key_0 && u > key_1
    );
    return table(["t", "u"], rest.slice(0, size));
  });
  const sizes: number[] = [];
  const uuids: unknown[] = [];
  for await (
    const rows of client.queryBatches("SELECT t, u FROM x;", {
      batchSize: 10,
      key: ["t", "u"],
    })
  ) {
    sizes.push(rows.length);
    uuids.push(...rows.map((row) => row["u"]));
  }
  assertEquals(sizes, [10, 10, 3]);
  assertEquals(uuids, all.map(([, u]) => u));
  assertEquals(
    nodeOf(asked[1])["query"],
    "SELECT * FROM (\nSELECT t, u FROM x\n) WHERE t > {key_0} OR (t = {key_0} AND (u > {key_1})) ORDER BY t, u LIMIT 10",
  );
});

Deno.test("queryBatches() refuses a key that is not in the answer", async () => {
  const { client } = wire(() => table(["a"], [[1], [2]]));
  await assertRejects(async () => {
    for await (
      const _ of client.queryBatches("SELECT a FROM x", { batchSize: 2 })
    );
  }, QueryError);
});
