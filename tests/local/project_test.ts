import { assertEquals, assertMatch } from "@std/assert";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import type { EmbeddedPostHog } from "@posthog-driver/posthog-driver/local";

async function get(posthog: EmbeddedPostHog, path: string, key?: string) {
  const response = await posthog.fetch(`http://localhost${path}`, {
    headers: { authorization: `Bearer ${key ?? posthog.personalApiKey}` },
  });
  return { status: response.status, body: await response.json() };
}

Deno.test("openEmbeddedPostHog() answers for its project by number and as @current", async () => {
  await using posthog = await openEmbeddedPostHog({ timezone: "Asia/Tokyo" });
  const project = await get(posthog, `/api/projects/${posthog.projectId}/`);
  assertEquals(project.status, 200);
  assertEquals(project.body.api_token, posthog.projectApiKey);
  assertEquals(project.body.timezone, "Asia/Tokyo");
  assertEquals(await get(posthog, "/api/projects/@current"), project);
  assertEquals(await get(posthog, "/api/environments/@current/"), project);
  const other = await get(posthog, "/api/projects/77/");
  assertEquals(other.status, 404);
  assertEquals(other.body.code, "not_found");
});

Deno.test("openEmbeddedPostHog() refuses wrong and missing keys as PostHog does", async () => {
  await using posthog = await openEmbeddedPostHog();
  assertEquals(await get(posthog, "/api/users/@me/", "phx_wrong"), {
    status: 401,
    body: {
      type: "authentication_error",
      code: "authentication_failed",
      detail:
        "Personal API key found in request Authorization header is invalid.",
      attr: null,
    },
  });
  const bare = await posthog.fetch("http://localhost/api/users/@me/");
  assertEquals(bare.status, 401);
  assertEquals((await bare.json()).code, "not_authenticated");
  const token = await get(posthog, "/api/users/@me/", posthog.projectApiKey);
  assertEquals(token.status, 401);
});

Deno.test("openEmbeddedPostHog() tells what a key may do, and who it is", async () => {
  await using posthog = await openEmbeddedPostHog();
  const key = await get(posthog, "/api/personal_api_keys/@current/");
  assertEquals(key.body.scopes, ["*"]);
  const user = await get(posthog, "/api/users/@me/");
  assertEquals(String(user.body.team.id), posthog.projectId);
  const missing = await get(posthog, "/api/nothing/here/");
  assertEquals(missing.status, 404);
  const response = await posthog.fetch("http://localhost/api/users/@me/", {
    method: "DELETE",
    headers: { authorization: `Bearer ${posthog.personalApiKey}` },
  });
  assertEquals(response.status, 405);
  assertEquals((await response.json()).detail, 'Method "DELETE" not allowed.');
  assertMatch(
    response.headers.get("X-PostHog-Engine") ?? "",
    /^posthog-embedded\/\d+\.\d+\.\d+$/,
  );
});

Deno.test("openEmbeddedPostHog() keeps a directory's keys and refuses a second owner", async () => {
  const dataDir = await Deno.makeTempDir();
  const first = await openEmbeddedPostHog({ dataDir });
  const refusal = await openEmbeddedPostHog({ dataDir }).catch((error) =>
    error
  );
  assertEquals(refusal.name, "DataDirectoryInUseError");
  assertMatch(refusal.message, new RegExp(`process ${Deno.pid} has it open`));
  await first.close();
  const second = await openEmbeddedPostHog({ dataDir });
  assertEquals(second.personalApiKey, first.personalApiKey);
  assertEquals(second.projectApiKey, first.projectApiKey);
  await second.close();
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("openEmbeddedPostHog() refuses a second directory in one process", async () => {
  await using first = await openEmbeddedPostHog();
  const refusal = await openEmbeddedPostHog().catch((error) => error);
  assertEquals(refusal.name, "AnotherDirectoryOpenError");
  assertMatch(refusal.message, /Close the first embedded PostHog/);
  assertEquals((await get(first, "/api/projects/@current/")).status, 200);
});

Deno.test("EmbeddedPostHog.serve() answers on a loopback port until closed", async () => {
  await using posthog = await openEmbeddedPostHog();
  const { url } = await posthog.serve();
  assertMatch(url, /^http:\/\/127\.0\.0\.1:\d+$/);
  const response = await fetch(`${url}/_health`);
  assertEquals(await response.text(), "ok");
});
