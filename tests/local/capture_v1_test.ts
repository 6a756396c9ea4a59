import { assertEquals, assertMatch } from "@std/assert";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import type { EmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import { rows } from "./calls.ts";

const NOW = new Date("2026-11-20T12:00:00Z");

function headers(posthog: EmbeddedPostHog) {
  return {
    authorization: `Bearer ${posthog.projectApiKey}`,
    "content-type": "application/json",
    "user-agent": "test",
    "posthog-sdk-info": "posthog-test/1.2.3",
    "posthog-attempt": "1",
    "posthog-request-id": crypto.randomUUID(),
    "posthog-request-timestamp": NOW.toISOString(),
  };
}

async function send(
  posthog: EmbeddedPostHog,
  body: BodyInit,
  more: Record<string, string> = {},
) {
  const response = await posthog.fetch(
    "http://localhost/i/v1/analytics/events",
    { method: "POST", headers: { ...headers(posthog), ...more }, body },
  );
  return { status: response.status, body: await response.json() };
}

function event(number: number, more: Record<string, unknown> = {}) {
  return {
    event: "bought",
    uuid: `0190d5a1-0000-7000-8000-00000000000${number}`,
    distinct_id: "ada",
    timestamp: "2026-11-20T11:00:00Z",
    options: {},
    properties: {},
    ...more,
  };
}

async function packed(text: string, format: CompressionFormat) {
  const stream = new Blob([text]).stream()
    .pipeThrough(new CompressionStream(format));
  return await new Response(stream).arrayBuffer();
}

Deno.test("capture v1 answers event by event", async () => {
  await using posthog = await openEmbeddedPostHog({ now: () => NOW });
  const batch = [
    event(1, {
      session_id: "s-1",
      options: { process_person_profile: false },
      properties: { amount: 3 },
    }),
    event(2, { distinct_id: "x".repeat(201) }),
    event(3, { event: "" }),
    event(4, { properties: { $set: { plan: "pro" } }, distinct_id: "ben" }),
  ];
  const { status, body } = await send(posthog, JSON.stringify({ batch }));
  assertEquals(status, 200);
  assertEquals(Object.values(body.results), [
    { result: "ok" },
    { result: "drop", details: "distinct_id has more than 200 characters" },
    { result: "drop", details: "event is empty" },
    { result: "ok" },
  ]);
  await send(posthog, JSON.stringify({ batch: [batch[0]] }));
  assertEquals(
    await rows(
      posthog,
      "SELECT distinct_id, properties.amount, $session_id, properties.$lib, " +
        "properties.$lib_version FROM events ORDER BY distinct_id",
    ),
    [
      ["ada", 3, "s-1", "posthog-test", "1.2.3"],
      ["ben", null, null, "posthog-test", "1.2.3"],
    ],
  );
  assertEquals(
    await rows(posthog, "SELECT properties.plan FROM persons"),
    [["pro"]],
  );
});

Deno.test("capture v1 corrects clocks, unless it is asked not to", async () => {
  await using posthog = await openEmbeddedPostHog({ now: () => NOW });
  const batch = [
    event(1),
    event(2, { options: { disable_skew_correction: true } }),
  ];
  await send(posthog, JSON.stringify({ batch }), {
    "posthog-request-timestamp": "2026-11-20T11:30:00Z",
  });
  assertEquals(
    await rows(posthog, "SELECT timestamp FROM events ORDER BY timestamp"),
    [["2026-11-20T11:00:00Z"], ["2026-11-20T11:30:00Z"]],
  );
});

Deno.test("capture v1 reads what is packed, and refuses in JSON", async (t) => {
  await using posthog = await openEmbeddedPostHog({ now: () => NOW });
  const text = JSON.stringify({ batch: [event(1)] });
  for (const [encoding, format] of [["gzip", "gzip"], ["br", "brotli"]]) {
    const body = await packed(text, format as CompressionFormat);
    const answer = await send(posthog, body, {
      "content-encoding": String(encoding),
    });
    assertEquals(answer.status, 200, String(encoding));
  }
  const refused: [string, Record<string, string>, number, RegExp][] = [
    ["{", {}, 400, /no JSON/],
    ['{"batch":[]}', {}, 400, /batch/],
    [text.replace("0190d5a1", "x"), {}, 400, /batch\.0\.uuid/],
    [text, { authorization: "Bearer phc_else" }, 401, /no project/],
    [text, { authorization: "" }, 401, /Bearer/],
    [text, { "content-encoding": "zstd" }, 415, /gzip, deflate, br/],
    [text, { "content-type": "text/plain" }, 415, /application\/json/],
  ];
  for (const [body, more, status, reason] of refused) {
    await t.step(`${status} ${reason}`, async () => {
      const answer = await send(posthog, body, more);
      assertEquals(answer.status, status);
      assertMatch(answer.body.error_description, reason);
    });
  }
  const response = await posthog.fetch(
    "http://localhost/i/v1/analytics/events",
    {
      method: "POST",
      headers: {
        authorization: `Bearer ${posthog.projectApiKey}`,
        "content-type": "application/json",
      },
      body: text,
    },
  );
  assertMatch((await response.json()).error_description, /posthog-attempt/);
});

Deno.test("session replay is taken, not kept, and the answer says so", async () => {
  await using posthog = await openEmbeddedPostHog();
  const snapshot = {
    event: "$snapshot",
    distinct_id: "ada",
    properties: { $snapshot_data: [], $session_id: "s" },
  };
  for (const path of ["/s/", "/e/"]) {
    const response = await posthog.fetch(`http://localhost${path}`, {
      method: "POST",
      body: JSON.stringify({ api_key: posthog.projectApiKey, ...snapshot }),
    });
    assertEquals(await response.json(), {
      status: "Ok",
      quota_limited: ["recordings"],
    });
  }
  assertEquals(await rows(posthog, "SELECT count() FROM events"), [[0]]);
});
