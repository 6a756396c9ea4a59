import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import { rows } from "./calls.ts";

Deno.test("X-PostHog-Fault makes a request fail as PostHog fails", async () => {
  await using posthog = await openEmbeddedPostHog();
  const ask = (fault: string) =>
    posthog.fetch("http://localhost/api/projects/@current/", {
      headers: {
        authorization: `Bearer ${posthog.personalApiKey}`,
        "X-PostHog-Fault": fault,
      },
    });
  const cases: [string, number, string, string | null][] = [
    ["402", 402, "api_queries_quota_exceeded", null],
    ["429", 429, "throttled", null],
    ["429;retry-after=7", 429, "throttled", "7"],
    ["429;no-number", 429, "throttled", null],
    ["500", 500, "error", null],
    ["503;retry-after=1", 503, "error", "1"],
    ["504", 504, "error", null],
    ["512", 512, "error", null],
    ["513", 513, "clickhouse_memory_limit_exceeded", null],
    ["teapot", 400, "invalid_input", null],
  ];
  for (const [fault, status, code, retryAfter] of cases) {
    const response = await ask(fault);
    assertEquals(response.status, status, fault);
    assertEquals(response.headers.get("retry-after"), retryAfter, fault);
    assertEquals((await response.json()).code, code, fault);
  }
  const waits = await (await ask("429;seconds=62")).json();
  assertMatch(waits.detail, /available in 62 seconds/);
  const page = await ask("html");
  assertEquals(page.status, 502);
  assertMatch(await page.text(), /^<html>/);
  const cut = await ask("cut");
  assertEquals(cut.status, 200);
  await assertRejects(() => cut.text());
  const slow = await ask("slow;ms=1");
  assertEquals((await slow.json()).api_token, posthog.projectApiKey);
});

Deno.test("faults can be planned, and lose the answer after the work is done", async () => {
  let failures = 2;
  await using posthog = await openEmbeddedPostHog({
    faults: (request) =>
      request.url.endsWith("/batch/") && failures-- > 0
        ? "503;after"
        : undefined,
  });
  const send = () =>
    posthog.fetch("http://localhost/batch/", {
      method: "POST",
      body: JSON.stringify({
        api_key: posthog.projectApiKey,
        batch: [{
          event: "once",
          distinct_id: "ada",
          uuid: "0190a5b0-0000-7000-8000-000000000001",
        }],
      }),
    });
  const statuses: number[] = [];
  for (let tries = 0; tries < 3; tries++) {
    const response = await send();
    statuses.push(response.status);
    await response.body?.cancel();
  }
  assertEquals(statuses, [503, 503, 200]);
  assertEquals(await rows(posthog, "SELECT count() FROM events"), [[1]]);
});
