import { assertEquals, assertMatch } from "@std/assert";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import type { EmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import { api, ask, capture } from "./calls.ts";

const QUERY = "/api/projects/@current/query/";

const ENDLESS =
  "SELECT count() FROM numbers(1000000000000) WHERE cityHash64(number) = 1";

async function finished(posthog: EmbeddedPostHog, id: string) {
  for (;;) {
    const answer = await api(posthog, "GET", `${QUERY}${id}/`);
    if (answer.status !== 202) return answer;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

Deno.test("force_async answers 202 at once and the result when asked again", async () => {
  await using posthog = await openEmbeddedPostHog();
  const asked = await ask(posthog, "SELECT 42", {
    refresh: "force_async",
    client_query_id: "my-query",
  });
  assertEquals(asked.status, 202);
  assertEquals(asked.body.query_status.id, "my-query");
  assertEquals(asked.body.query_status.complete, false);
  const { status, body } = await finished(posthog, "my-query");
  assertEquals(status, 200);
  assertEquals(body.query_status.complete, true);
  assertEquals(body.query_status.results.results, [[42]]);
});

Deno.test("force_async reports a user's error as 400 with a query_status", async () => {
  await using posthog = await openEmbeddedPostHog();
  const asked = await ask(posthog, "SELECT nothing_like_it", {
    refresh: "force_async",
  });
  const { status, body } = await finished(posthog, asked.body.query_status.id);
  assertEquals(status, 400);
  assertEquals([body.query_status.error, body.query_status.complete], [
    true,
    true,
  ]);
  assertMatch(body.query_status.error_message, /^Unable to resolve field/);
});

Deno.test("query status is forgotten ten minutes after the end", async () => {
  let now = Date.UTC(2026, 10, 20);
  await using posthog = await openEmbeddedPostHog({ now: () => new Date(now) });
  await ask(posthog, "SELECT 1", {
    refresh: "force_async",
    client_query_id: "q",
  });
  assertEquals((await finished(posthog, "q")).status, 200);
  now += 599_000;
  assertEquals((await finished(posthog, "q")).status, 200);
  now += 2_000;
  const gone = await finished(posthog, "q");
  assertEquals([gone.status, gone.body.code], [404, "not_found"]);
  assertEquals(gone.body.detail, "Query q not found for team 1");
});

Deno.test("DELETE stops a running query, whether asked now or later", async () => {
  await using posthog = await openEmbeddedPostHog();
  const now = ask(posthog, ENDLESS, { client_query_id: "now" });
  await ask(posthog, ENDLESS, {
    client_query_id: "later",
    refresh: "force_async",
  });
  let isStopped = false;
  const stopped = now.finally(() => isStopped = true);
  // A query that ClickHouse has not begun cannot be stopped yet: try again.
  while (!isStopped) {
    await api(posthog, "DELETE", `${QUERY}now/`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assertEquals((await stopped).body.code, "query_was_cancelled");
  const answer = await api(posthog, "DELETE", `${QUERY}later/`);
  assertMatch(answer.body.message, /cancelled/);
  assertEquals((await api(posthog, "GET", `${QUERY}later/`)).status, 404);
});

Deno.test("show_progress tells how far a running query is", async () => {
  await using posthog = await openEmbeddedPostHog();
  const options = { client_query_id: "slow", refresh: "force_async" };
  const { body } = await ask(posthog, ENDLESS, options);
  assertEquals(body.query_status.query_progress, null);
  const progress = async () => {
    const path = `${QUERY}slow/?show_progress=true`;
    return (await api(posthog, "GET", path)).body.query_status.query_progress;
  };
  let [before, after] = [await progress(), await progress()];
  // Nothing is known before ClickHouse begins.
  while (!before || after.rows_read <= before.rows_read) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    [before, after] = [before ?? after, await progress()];
  }
  assertEquals(Object.keys(after).sort(), [
    "active_cpu_time",
    "bytes_read",
    "estimated_rows_total",
    "rows_read",
    "time_elapsed",
  ]);
  assertEquals(after.time_elapsed > 0 && after.time_elapsed < 60, true);
  await api(posthog, "DELETE", `${QUERY}slow/`);
});

Deno.test("async answers from the cache until something is ingested", async () => {
  await using posthog = await openEmbeddedPostHog();
  const query = "SELECT count() FROM events";
  await ask(posthog, query);
  const cached = await ask(posthog, query, { refresh: "async" });
  assertEquals([cached.status, cached.body.is_cached], [200, true]);
  await capture(posthog, { event: "new", distinct_id: "ada" });
  const stale = await ask(posthog, query, { refresh: "async" });
  assertEquals(stale.status, 202);
  const fresh = await ask(posthog, query);
  assertEquals([fresh.body.is_cached, fresh.body.results], [false, [[1]]]);
});
