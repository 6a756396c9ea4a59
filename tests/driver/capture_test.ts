import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { ConnectionError, ValidationError } from "../../driver/mod.ts";
import { type Asked, json, SECRET, START, TOKEN, wire } from "./wire.ts";

const OK = { status: "Ok" };

function batchOf(asked: Asked | undefined): Record<string, unknown>[] {
  const batch = asked?.body["batch"];
  return Array.isArray(batch) ? batch : [];
}

function events(count: number, size = 0) {
  return Array.from({ length: count }, (_, index) => ({
    event: "tested",
    distinctId: `user-${index}`,
    ...(size > 0 && { properties: { filler: "x".repeat(size) } }),
  }));
}

Deno.test("captureEvent() sends the public token to the ingestion host, and no secret", async () => {
  const { client, asked } = wire(() => json(OK));
  const result = await client.captureEvent({
    event: "purchase",
    distinctId: "user-1",
    properties: { amount: 12 },
    set: { plan: "pro" },
    setOnce: { source: "ad" },
    groups: { company: "acme" },
    processPersonProfile: true,
    timestamp: "2026-01-02T03:04:05.678901Z",
  });
  const [one] = asked;
  assertEquals(one?.url.href, "https://us.i.posthog.com/batch/");
  assertEquals(one?.headers.get("authorization"), null);
  assertEquals(one?.body["api_key"], TOKEN);
  assert(!JSON.stringify(one?.body).includes(SECRET));
  const [event] = batchOf(one);
  assertEquals(event?.["uuid"], result.uuids[0]);
  assertEquals(event?.["distinct_id"], "user-1");
  assertEquals(event?.["timestamp"], "2026-01-02T03:04:05.678901Z");
  assertEquals(event?.["properties"], {
    $lib: "posthog-driver",
    $geoip_disable: true,
    amount: 12,
    $set: { plan: "pro" },
    $set_once: { source: "ad" },
    $groups: { company: "acme" },
    $process_person_profile: true,
  });
  assertEquals(result.accepted, 1);
});

Deno.test("captureEvent() makes UUIDs of version 7 and the time of the call", async () => {
  const { client, asked } = wire(() => json(OK));
  await client.captureEvent({ event: "a", distinctId: "b" });
  const [event] = batchOf(asked[0]);
  const uuid = String(event?.["uuid"]);
  assertMatch(
    uuid,
    /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  assertEquals(parseInt(uuid.replace("-", "").slice(0, 12), 16), START);
  assertEquals(event?.["timestamp"], new Date(START).toISOString());
});

Deno.test("captureBatch() sends the same events again after a failure", async () => {
  const { client, asked, waits } = wire((_, index) => {
    if (index === 0) throw new TypeError("connection reset");
    if (index === 1) return new Response("try later", { status: 503 });
    return json(OK);
  });
  const result = await client.captureBatch(events(3));
  assertEquals(asked.length, 3);
  assertEquals(batchOf(asked[0]), batchOf(asked[2]));
  assertEquals(waits, [1500, 3000]);
  assertEquals(result.accepted, 3);
  assertEquals(result.rejected, []);
});

Deno.test("captureBatch() cuts long lists, keeping their order", async () => {
  const { client, asked } = wire(() => json(OK));
  const progress: number[] = [];
  const result = await client.captureBatch(events(2_500), {
    onProgress: (done) => progress.push(done),
    historicalMigration: true,
  });
  assertEquals(asked.map((one) => batchOf(one).length), [1000, 1000, 500]);
  assertEquals(
    asked.flatMap((one) => batchOf(one).map((event) => event["uuid"])),
    [...result.uuids],
  );
  assert(asked.every((one) => one.body["historical_migration"] === true));
  assert(asked.every((one) => one.headers.get("content-encoding") === "gzip"));
  assertEquals(progress, [1000, 2000, 2500]);
  assertEquals(new Set(result.uuids).size, 2_500);
});

Deno.test("captureBatch() halves what is too large, down to the one event", async () => {
  const { client, asked } = wire((one) =>
    JSON.stringify(one.body).length > 40_000
      ? new Response("payload too large", { status: 413 })
      : json(OK)
  );
  const list = [...events(20, 10_000), ...events(1, 60_000), ...events(3, 100)];
  const result = await client.captureBatch(list);
  assertEquals(result.accepted, 23);
  assertEquals(result.rejected.map(({ index }) => index), [20]);
  assertEquals(result.rejected[0]?.code, "payload_too_large");
  assertEquals(result.requests, asked.length);
});

Deno.test("captureBatch() finds the event that spoils a request", async () => {
  const { client } = wire((one) =>
    batchOf(one).some((event) => event["distinct_id"] === "user-5")
      ? new Response("failed to parse request", { status: 400 })
      : json(OK)
  );
  const result = await client.captureBatch(events(9));
  assertEquals(result.accepted, 8);
  assertEquals(result.rejected[0]?.index, 5);
  assertStringIncludes(
    result.rejected[0]?.reason ?? "",
    "failed to parse request",
  );
});

Deno.test("captureBatch() says what was dropped for lack of quota", async () => {
  const { client } = wire(() =>
    json({ status: "Ok", quota_limited: ["events"] })
  );
  const result = await client.captureBatch(events(4));
  assertEquals(result.accepted, 0);
  assertEquals(result.overQuota, 4);
});

Deno.test("captureBatch() throws when nothing could be delivered", async () => {
  const { client } = wire(() => {
    throw new TypeError("no route to host");
  }, { maxRetries: 0 });
  await assertRejects(() => client.captureBatch(events(2)), ConnectionError);
});

Deno.test("captureBatch() refuses an event that would be lost, before sending any", async () => {
  const { client, asked } = wire(() => json(OK));
  const good = { event: "a", distinctId: "b" };
  const bad = [
    { event: "", distinctId: "b" },
    { event: "a", distinctId: "" },
    { ...good, uuid: "not-a-uuid" },
    { ...good, timestamp: "yesterday" },
  ];
  for (const event of bad) {
    const error = await assertRejects(
      () => client.captureBatch([good, event]),
      ValidationError,
    );
    assertStringIncludes(error.message, "event 1");
  }
  assertEquals(asked.length, 0);
});

Deno.test("captureBatch() of nothing sends nothing", async () => {
  const { client, asked } = wire(() => json(OK));
  assertEquals((await client.captureBatch([])).accepted, 0);
  assertEquals(asked.length, 0);
});

for (
  const [apiUrl, ingestion] of [
    ["https://us.posthog.com", "https://us.i.posthog.com/batch/"],
    ["https://us.i.posthog.com/", "https://us.i.posthog.com/batch/"],
    ["https://app.posthog.com", "https://us.i.posthog.com/batch/"],
    ["https://eu.posthog.com", "https://eu.i.posthog.com/batch/"],
    ["https://eu.i.posthog.com", "https://eu.i.posthog.com/batch/"],
    ["https://posthog.example.com", "https://posthog.example.com/batch/"],
    ["https://notposthog.com", "https://notposthog.com/batch/"],
    [
      "https://example.com:8443/analytics/",
      "https://example.com:8443/analytics/batch/",
    ],
    ["http://127.0.0.1:8000", "http://127.0.0.1:8000/batch/"],
  ] as const
) {
  Deno.test(`captureEvent() finds the ingestion host of ${apiUrl}`, async () => {
    const { client, asked } = wire(() => json(OK), { apiUrl });
    await client.captureEvent({ event: "a", distinctId: "b" });
    assertEquals(asked[0]?.url.href, ingestion);
  });
}
