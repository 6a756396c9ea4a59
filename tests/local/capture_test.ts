import { assertEquals } from "@std/assert";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import type { EmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import { capture, captureBatch, rows } from "./calls.ts";

const NOW = new Date("2026-11-20T12:00:00.000Z");

function open(): Promise<EmbeddedPostHog> {
  return openEmbeddedPostHog({ now: () => NOW });
}

function gzip(text: string): Promise<ArrayBuffer> {
  const stream = new Blob([text]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

Deno.test("capture endpoints take every form SDKs send events in", async () => {
  await using posthog = await open();
  const event = (name: string) =>
    JSON.stringify({
      api_key: posthog.projectApiKey,
      event: name,
      distinct_id: "ada",
    });
  const forms: [string, string, RequestInit][] = [
    ["plain", "/i/v0/e/", { body: event("plain") }],
    ["no slash", "/capture", { body: event("no slash") }],
    ["list", "/e/", { body: `[${event("list")}]` }],
    ["gzip", "/i/v0/e/", { body: await gzip(event("gzip")) }],
    ["base64", "/track/", { body: btoa(event("base64")) }],
    ["form", "/engage/", {
      body: new URLSearchParams({ data: event("form") }),
    }],
    ["base64 form", "/e/", {
      body: new URLSearchParams({ data: btoa(event("base64 form")) }),
    }],
    ["token", "/e/", {
      body: JSON.stringify({
        event: "token",
        properties: { token: posthog.projectApiKey, distinct_id: "ada" },
      }),
    }],
  ];
  for (const [, path, init] of forms) {
    const response = await posthog.fetch(`http://localhost${path}`, {
      method: "POST",
      ...init,
    });
    assertEquals(await response.json(), { status: "Ok" });
  }
  const data = encodeURIComponent(btoa(event("address")));
  const beacon = await posthog.fetch(
    `http://localhost/e/?data=${data}&beacon=1`,
  );
  assertEquals(beacon.status, 204);
  const found = await rows(
    posthog,
    "SELECT event FROM events WHERE distinct_id = 'ada' ORDER BY event",
  );
  const names = [...forms.map(([name]) => name), "address"].sort();
  assertEquals(found.flat(), names);
});

Deno.test("capture endpoints keep every value as it was sent", async () => {
  await using posthog = await open();
  const properties = {
    text: 'it\'s "quoted" \\ \n \u2028 \u0000 \ud83d\ude00 {{x}} ${y}',
    whole: 42,
    nested: { list: [1, null, { deep: true }] },
    ["__proto__"]: "plain",
    constructor: { ["__proto__"]: 1 },
  };
  const response = await posthog.fetch("http://localhost/i/v0/e/", {
    method: "POST",
    body: `{"api_key":"${posthog.projectApiKey}","event":"kept",` +
      `"distinct_id":{"a":1},"properties":{"long":12345678901234567890,` +
      `${JSON.stringify(properties).slice(1)}}`,
  });
  assertEquals(response.status, 200);
  const [[stored, distinctId] = []] = await rows(
    posthog,
    "SELECT properties, distinct_id FROM events",
  );
  assertEquals(distinctId, '{"a":1}');
  assertEquals(String(stored).includes('"long":12345678901234567890'), true);
  const { long: _long, ...others } = JSON.parse(String(stored));
  assertEquals(others, properties);
});

Deno.test("capture endpoints store each uuid once, over requests and batches", async () => {
  await using posthog = await open();
  const event = (uuid: string, timestamp = "2026-11-19T23:59:59Z") => ({
    event: "paid",
    distinct_id: "ada",
    uuid,
    timestamp,
  });
  const first = crypto.randomUUID();
  const second = crypto.randomUUID();
  await captureBatch(posthog, [event(first), event(first)]);
  await captureBatch(posthog, [event(first), event(second)]);
  await capture(posthog, event(second.toUpperCase(), "2026-11-20T00:00:01Z"));
  assertEquals(await rows(posthog, "SELECT count() FROM events"), [[2]]);
});

Deno.test("capture endpoints set the client's clock right", async () => {
  await using posthog = await open();
  const at = async (event: string, body: Record<string, unknown>) => {
    await posthog.fetch("http://localhost/i/v0/e/", {
      method: "POST",
      body: JSON.stringify({
        api_key: posthog.projectApiKey,
        event,
        distinct_id: "ada",
        ...body,
      }),
    }).then((response) => response.text());
    const [[timestamp] = []] = await rows(
      posthog,
      `SELECT timestamp FROM events WHERE event = '${event}'`,
    );
    return timestamp;
  };
  assertEquals(await at("none", {}), "2026-11-20T12:00:00Z");
  assertEquals(
    await at("exact", { timestamp: "2025-01-02T03:04:05.678901+01:00" }),
    "2025-01-02T02:04:05.678901Z",
  );
  assertEquals(
    await at("day", { timestamp: "2025-01-02" }),
    "2025-01-02T00:00:00Z",
  );
  assertEquals(
    await at("skewed", {
      timestamp: "2026-11-20T15:00:00Z",
      sent_at: "2026-11-20T15:10:00Z",
    }),
    "2026-11-20T11:50:00Z",
  );
  assertEquals(
    await at("trusted", {
      timestamp: "2026-11-20T11:00:00Z",
      sent_at: "2026-11-20T15:10:00Z",
      properties: { $ignore_sent_at: true },
    }),
    "2026-11-20T11:00:00Z",
  );
  assertEquals(await at("offset", { offset: 60_000 }), "2026-11-20T11:59:00Z");
  assertEquals(
    await at("soon", { timestamp: "2026-11-21T10:00:00Z" }),
    "2026-11-21T10:00:00Z",
  );
  assertEquals(
    await at("future", { timestamp: "2026-11-21T12:00:00Z" }),
    "2026-11-20T12:00:00Z",
  );
  assertEquals(
    await at("wrong", { timestamp: "next tuesday" }),
    "2026-11-20T12:00:00Z",
  );
});

Deno.test("capture endpoints cut long distinct_ids and keep old dates", async () => {
  await using posthog = await open();
  await captureBatch(
    posthog,
    Array.from({ length: 104 }, (_, month) => ({
      event: "old",
      distinct_id: "é".repeat(250),
      timestamp: new Date(Date.UTC(2010, month, 1)).toISOString(),
    })),
  );
  assertEquals(
    await rows(
      posthog,
      "SELECT uniq(distinct_id), any(lengthUTF8(distinct_id)), count() FROM events",
    ),
    [[1, 200, 104]],
  );
});

Deno.test("capture endpoints learn what properties are", async () => {
  await using posthog = await open();
  await capture(posthog, {
    event: "learned",
    distinct_id: "ada",
    properties: {
      amount: 5,
      active: true,
      at: "2026-01-02T03:04:05Z",
      utm_term: 7,
      name: "x",
      nothing: null,
      $set: { age: 36 },
    },
  });
  await capture(posthog, {
    event: "learned",
    distinct_id: "ada",
    properties: { amount: "first seen wins", nothing: 1 },
  });
  assertEquals(
    await rows(
      posthog,
      "SELECT sum(properties.amount), max(properties.active = true), " +
        "max(toYear(properties.at)), max(properties.utm_term), " +
        "sum(properties.nothing), max(person.properties.age + 1) FROM events",
    ),
    [[5, 1, 2026, "7", 1, 37]],
  );
});
