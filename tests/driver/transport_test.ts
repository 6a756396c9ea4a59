import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  ConnectionError,
  PostHogClient,
  RateLimitError,
  TimeoutError,
  ValidationError,
} from "../../driver/mod.ts";
import { apiError, json, SECRET, START, table, wire } from "./wire.ts";

const throttled = (detail: string, headers = {}) =>
  apiError(429, "throttled", detail, {}, headers);

/** One line: what the first answer was, and the pause before the second try. */
const PAUSES: readonly [what: string, first: () => Response, waitMs: number][] =
  [
    [
      "Retry-After in seconds",
      () => throttled("x", { "retry-after": "7" }),
      7_000,
    ],
    [
      "Retry-After as a date",
      () =>
        throttled("x", {
          "retry-after": new Date(START + 9_000).toUTCString(),
        }),
      9_000,
    ],
    [
      "the number in the text",
      () =>
        throttled("Request was throttled. Expected available in 34 seconds."),
      34_000,
    ],
    [
      "no number: back-off",
      () => throttled("Exceeded maximum concurrency limit: 3"),
      1_500,
    ],
    [
      "503 with Retry-After",
      () =>
        apiError(503, "database_unavailable", "x", {}, { "retry-after": "1" }),
      1_000,
    ],
    [
      "502 of a gateway",
      () => new Response("<html></html>", { status: 502 }),
      1_500,
    ],
    ["500", () => apiError(500, "error", "A server error occurred."), 1_500],
    [
      "a cut body",
      () =>
        new Response('{"results": [[1', {
          headers: { "content-type": "application/json" },
        }),
      1_500,
    ],
  ];

for (const [what, first, waitMs] of PAUSES) {
  Deno.test(`query() tries again after ${what}`, async () => {
    const { client, asked, waits } = wire((_, index) =>
      index === 0 ? first() : table(["a"], [])
    );
    await client.query("SELECT 1 LIMIT 1");
    assertEquals([asked.length, waits], [2, [waitMs]]);
  });
}

Deno.test("query() gives up after the last try, and maxRetries: 0 means none", async () => {
  for (const [maxRetries, requests] of [[0, 1], [3, 4]] as const) {
    const { client, asked } = wire(() => apiError(503, "error", "busy"), {
      maxRetries,
    });
    await assertRejects(() => client.query("SELECT 1"), ConnectionError);
    assertEquals(asked.length, requests);
  }
});

Deno.test("query() does not wait longer than a minute", async () => {
  const { client, asked, waits } = wire(() =>
    throttled("x", { "retry-after": "3600" })
  );
  const error = await assertRejects(
    () => client.query("SELECT 1"),
    RateLimitError,
  );
  assertEquals([error.retryAfter, asked.length, waits], [3600, 1, []]);
  // The client knows now: it does not even ask.
  await assertRejects(() => client.query("SELECT 2"), RateLimitError);
  assertEquals(asked.length, 1);
});

Deno.test("createAnnotation() is not sent twice, unless it was refused for the rate", async () => {
  const lost = wire(() => apiError(503, "error", "busy"));
  await assertRejects(
    () => lost.client.createAnnotation({ content: "x" }),
    ConnectionError,
  );
  assertEquals(lost.asked.length, 1);
  const refused = wire((_, index) =>
    index === 0 ? throttled("x", { "retry-after": "2" }) : json({ id: 1 }, 201)
  );
  await refused.client.createAnnotation({ content: "x" });
  assertEquals([refused.asked.length, refused.waits], [2, [2_000]]);
});

Deno.test("query() keeps under the limits of PostHog Cloud", async () => {
  const { client, asked, waits } = wire(() => table(["a"], []), {
    rateLimits: { query: { perMinute: 3, perHour: 5 } },
  });
  for (let i = 0; i < 5; i++) await client.query(`SELECT ${i} LIMIT 1`);
  assertEquals([asked.length, waits], [5, [60_000]]);
  const status = client.rateLimit().find(({ endpoint }) =>
    endpoint === "query"
  );
  assertEquals(status?.remaining, 0);
  await assertRejects(() => client.query("SELECT 6 LIMIT 1"), RateLimitError);
  assertEquals(asked.length, 5);
});

Deno.test("query() gives a slow server up, and cancels what it left behind", async () => {
  const methods: string[] = [];
  const { client } = wire((asked) => {
    methods.push(asked.method);
    return asked.method === "DELETE"
      ? json({})
      : new Promise<Response>(() => {});
  }, { timeoutMs: 20 });
  await assertRejects(() => client.query("SELECT 1"), TimeoutError, "20 ms");
  assertEquals(methods, ["POST", "DELETE"]);
});

for (const timeoutMs of [0, -1, NaN]) {
  Deno.test(`query() and api() refuse a time of ${timeoutMs} ms unsent`, async () => {
    const { client, asked } = wire(() => json({}));
    const calls = [
      () => client.query("SELECT 1", { timeoutMs }),
      () => client.api("insights", { timeoutMs }),
    ];
    for (const call of calls) {
      const error = await assertRejects(call, ValidationError, "1 or more");
      assertEquals(error.field, "timeoutMs");
    }
    assertEquals(asked, []);
  });
}

Deno.test("query() gives a slow body up", async () => {
  const { client } = wire(
    (asked) =>
      asked.method === "DELETE" ? json({}) : new Response(
        new ReadableStream({
          start: (c) => c.enqueue(new Uint8Array([123])),
        }),
      ),
    { timeoutMs: 20 },
  );
  await assertRejects(() => client.query("SELECT 1"), TimeoutError);
});

Deno.test("query() stops at once when the caller gives up, and cancels", async () => {
  const control = new AbortController();
  const { client, asked } = wire((one) => {
    if (one.method === "DELETE") return json({ message: "ok" });
    control.abort(new Error("enough"));
    return new Promise<Response>(() => {});
  });
  await assertRejects(
    () => client.query("SELECT 1", { signal: control.signal }),
    Error,
    "enough",
  );
  const id = String(asked[0]?.body["client_query_id"]);
  assertEquals(asked[1]?.url.pathname, `/api/projects/7/query/${id}/`);
});

Deno.test("api() follows a redirect within the origin, and never takes the key elsewhere", async () => {
  const seen: (string | null)[] = [];
  const servers: Deno.HttpServer<Deno.NetAddr>[] = [0, 1].map(() =>
    Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      (request) => {
        const { pathname, port } = new URL(request.url);
        seen.push(request.headers.get("authorization"));
        if (pathname.endsWith("/moved/")) {
          return Response.redirect(
            `http://127.0.0.1:${port}/api/projects/7/here/`,
            302,
          );
        }
        if (pathname.endsWith("/away/")) {
          return Response.redirect(
            `http://127.0.0.1:${servers[1]?.addr.port}/x/`,
            302,
          );
        }
        if (pathname.endsWith("/loop/")) {
          return Response.redirect(request.url, 302);
        }
        return json({ ok: true });
      },
    )
  );
  const client = new PostHogClient({
    apiUrl: `http://127.0.0.1:${servers[0]?.addr.port}`,
    personalApiKey: SECRET,
    projectId: 7,
    maxRetries: 0,
  });
  assertEquals(await client.api("moved"), { ok: true });
  const error = await assertRejects(() => client.api("away"), ConnectionError);
  assertEquals(error.code, "redirected");
  await assertRejects(() => client.api("loop"), ConnectionError);
  await assertRejects(
    () => client.api("moved", { method: "POST" }),
    ConnectionError,
  );
  assert(seen.every((key) => key === `Bearer ${SECRET}`));
  for (const server of servers) await server.shutdown();
});

Deno.test("exportFiles() downloads from elsewhere without the key", async () => {
  const keys: Record<string, string | null> = {};
  const { client } = wire((asked) => {
    const { pathname, host } = asked.url;
    keys[host] = asked.headers.get("authorization");
    if (host === "storage.example") return new Response("file");
    if (asked.method === "POST") return json({ id: "x1" }, 202);
    if (pathname.includes("/download/")) {
      return Response.redirect("https://storage.example/f?signed=1", 302);
    }
    return json({ status: "Completed", files: ["f1"] });
  });
  const names: string[] = [];
  const files = client.exportFiles({
    start: new Date("2026-01-01"),
    end: new Date("2026-01-10"),
  });
  for await (const { name, stream } of files) {
    names.push(name);
    assertEquals(await new Response(stream).text(), "file");
  }
  assertEquals(names, ["events_x1_f1", "events_x1_f1"]);
  assertEquals(keys["storage.example"], null);
  assertEquals(keys["us.posthog.com"], `Bearer ${SECRET}`);
});

Deno.test("api() encodes every segment and keeps to its host", async () => {
  const { client, asked } = wire(() => json({}));
  await client.api(["insights", "a/../b?x#y", 12], {
    query: { q: "ä&b", none: null },
  });
  await client.api("/api/users/@me/");
  assertEquals(asked.map(({ url }) => url.href), [
    "https://us.posthog.com/api/projects/7/insights/a%2F..%2Fb%3Fx%23y/12/?q=%C3%A4%26b",
    "https://us.posthog.com/api/users/@me/",
  ]);
  for (
    const path of [
      "https://evil.example/",
      "//evil.example/",
      "a?b=1",
      "../../x",
      "a\\b",
    ]
  ) {
    await assertRejects(() => client.api(path), ValidationError);
  }
  assertEquals(asked.length, 2);
});
