import { assertEquals } from "@std/assert";
import { MAX_BODY_BYTES } from "../../local/http/body_limit.ts";
import { openEmbeddedPostHog } from "../../local/mod.ts";
import { api, ask } from "./calls.ts";

const QUERY = "/api/projects/@current/query/";

Deno.test("a body that is too long is refused over HTTP and in process", async () => {
  await using posthog = await openEmbeddedPostHog();
  const long = { query: "x".repeat(MAX_BODY_BYTES) };
  const { status, body } = await api(posthog, "POST", QUERY, long);
  assertEquals([status, body.code], [413, "request_too_large"]);
  const { url } = await posthog.serve();
  const chunk = new Uint8Array(1024 * 1024);
  const answer = await fetch(url + QUERY, {
    method: "POST",
    headers: { authorization: `Bearer ${posthog.personalApiKey}` },
    body: ReadableStream.from(Array(40).fill(chunk)),
  });
  assertEquals(answer.status, 413);
  await answer.body?.cancel();
  assertEquals((await ask(posthog, "SELECT 1")).status, 200);
});

Deno.test("a request that is nested too deeply is the caller's mistake", async () => {
  await using posthog = await openEmbeddedPostHog();
  const formula = `${"(".repeat(50_000)}A${")".repeat(50_000)}`;
  const { status, body } = await api(posthog, "POST", QUERY, {
    query: {
      kind: "TrendsQuery",
      series: [{ kind: "EventsNode", event: "a" }],
      trendsFilter: { formula },
    },
  });
  assertEquals([status, body.detail], [
    400,
    "The request is nested too deeply",
  ]);
});
