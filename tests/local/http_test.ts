import { assertEquals } from "@std/assert";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";

Deno.test("HEAD is GET without the body, OPTIONS says what is allowed", async () => {
  await using posthog = await openEmbeddedPostHog();
  const authorization = `Bearer ${posthog.personalApiKey}`;
  const call = (method: string, path: string, headers = {}) =>
    posthog.fetch(`http://localhost${path}`, { method, headers });

  const head = await call("HEAD", "/api/projects/1/cohorts/", {
    authorization,
  });
  assertEquals([head.status, await head.text()], [200, ""]);
  assertEquals(head.headers.get("content-type"), "application/json");
  assertEquals((await call("HEAD", "/api/projects/1/")).status, 401);

  const options = await call("OPTIONS", "/api/projects/1/cohorts/", {
    authorization,
  });
  assertEquals(options.headers.get("allow"), "GET, POST, HEAD, OPTIONS");
  assertEquals((await options.json()).parses, ["application/json"]);
  assertEquals((await call("OPTIONS", "/api/nothing/")).status, 404);

  const refused = await call("PUT", "/api/projects/1/cohorts/", {
    authorization,
  });
  assertEquals(refused.status, 405);
  assertEquals(refused.headers.get("allow"), "GET, POST, HEAD, OPTIONS");
  await refused.body?.cancel();
});

Deno.test("a page of another origin may capture and ask for flags, no more", async () => {
  await using posthog = await openEmbeddedPostHog();
  const origin = "https://shop.example";
  for (const path of ["/i/v0/e/", "/batch/", "/flags/", "/s/"]) {
    const preflight = await posthog.fetch(`http://localhost${path}?v=2`, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      },
    });
    const { headers } = preflight;
    assertEquals(preflight.status, 204, path);
    assertEquals(headers.get("access-control-allow-origin"), origin);
    assertEquals(headers.get("access-control-allow-headers"), "content-type");
    assertEquals(
      headers.get("access-control-allow-methods")?.includes("POST"),
      true,
    );
  }
  const sent = await posthog.fetch("http://localhost/i/v0/e/", {
    method: "POST",
    headers: { origin },
    body: JSON.stringify({
      api_key: posthog.projectApiKey,
      event: "a",
      distinct_id: "a",
    }),
  });
  assertEquals(sent.headers.get("access-control-allow-origin"), origin);
  await sent.body?.cancel();
  const api = await posthog.fetch("http://localhost/api/users/@me/", {
    headers: { origin, authorization: `Bearer ${posthog.personalApiKey}` },
  });
  assertEquals(api.headers.get("access-control-allow-origin"), null);
  await api.body?.cancel();
});
