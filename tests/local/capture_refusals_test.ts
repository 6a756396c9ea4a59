import { assertEquals, assertMatch } from "@std/assert";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";

Deno.test("capture endpoints refuse in plain text, with PostHog's words", async () => {
  await using posthog = await openEmbeddedPostHog();
  const api_key = posthog.projectApiKey;
  const big = "x".repeat(1_100_000);
  const cases: [string, BodyInit, number, RegExp][] = [
    ["/i/v0/e/", "", 400, /^request holds no event$/],
    ["/i/v0/e/", "!!", 400, /^failed to decode request: /],
    // Forms in forms would take time that grows with the square of their size.
    [
      "/e/",
      `data=data=${btoa(JSON.stringify({ api_key, event: "a" }))}`,
      400,
      /^failed to decode request: /,
    ],
    ["/i/v0/e/", "{", 400, /^failed to parse request: /],
    ["/batch/", JSON.stringify({ api_key, batch: [] }), 400, /holds no event/],
    [
      "/i/v0/e/",
      JSON.stringify({ api_key, distinct_id: "a" }),
      400,
      /^event submitted with an empty event name$/,
    ],
    [
      "/i/v0/e/",
      JSON.stringify({ api_key, event: "a", distinct_id: "" }),
      400,
      /^event submitted with an empty distinct_id$/,
    ],
    [
      "/i/v0/e/",
      JSON.stringify({ api_key, event: "a", distinct_id: "a", uuid: "7" }),
      400,
      /^failed to parse request: .*uuid/,
    ],
    [
      "/i/v0/e/",
      JSON.stringify({ event: "a", distinct_id: "a" }),
      401,
      /^event submitted without an api_key$/,
    ],
    [
      "/i/v0/e/",
      JSON.stringify({ api_key: posthog.personalApiKey, event: "a" }),
      401,
      /^API key is not valid: personal_api_key$/,
    ],
    [
      "/i/v0/e/",
      JSON.stringify({ api_key: "phc_else", event: "a", distinct_id: "a" }),
      401,
      /^API key is not valid: unknown_project$/,
    ],
    [
      "/i/v0/e/",
      JSON.stringify([
        { token: api_key, event: "a", distinct_id: "a" },
        { token: "phc_else", event: "a", distinct_id: "a" },
      ]),
      401,
      /^batch submitted with inconsistent api_key values$/,
    ],
    [
      "/i/v0/e/",
      JSON.stringify({
        api_key,
        event: "a",
        distinct_id: "a",
        properties: { big },
      }),
      413,
      /^maximum event size exceeded: /,
    ],
    ["/i/v0/e/", big + big, 413, /^payload too large: /],
    [
      "/i/v0/e/",
      new Uint8Array([0x1f, 0x8b, 8, 1, 2]),
      400,
      /^failed to decode request: invalid gzip data$/,
    ],
  ];
  for (const [path, body, status, text] of cases) {
    const response = await posthog.fetch(`http://localhost${path}`, {
      method: "POST",
      body,
    });
    const answer = await response.text();
    assertEquals(response.status, status, `${path}: ${answer}`);
    assertMatch(answer, text);
  }
});
