import { assertEquals, assertMatch } from "@std/assert";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import type { EmbeddedPostHog } from "@posthog-driver/posthog-driver/local";

async function patch(posthog: EmbeddedPostHog, body: unknown) {
  const response = await posthog.fetch("http://localhost/api/projects/1/", {
    method: "PATCH",
    headers: { authorization: `Bearer ${posthog.personalApiKey}` },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

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
  const empty = await get(posthog, "/api/users/@me/", "");
  assertEquals(empty.body.code, "not_authenticated");
  const token = await get(posthog, "/api/users/@me/", posthog.projectApiKey);
  assertEquals(token.status, 401);
});

Deno.test("openEmbeddedPostHog() tells what a key may do, and who it is", async () => {
  await using posthog = await openEmbeddedPostHog();
  const key = await get(posthog, "/api/personal_api_keys/@current/");
  assertEquals(key.body.scopes, ["*"]);
  const user = await get(posthog, "/api/users/@me/");
  assertEquals(String(user.body.team.id), posthog.projectId);
  const { id } = user.body.organization;
  for (
    const [organization, status] of [[id, 200], ["@current", 200], ["x", 404]]
  ) {
    const path = `/api/organizations/${organization}/projects/`;
    assertEquals((await get(posthog, path)).status, status);
  }
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

Deno.test("PATCH of the project changes its settings and survives a restart", async () => {
  const dataDir = await Deno.makeTempDir();
  const filters = [{ key: "email", type: "person", operator: "is_set" }];
  {
    await using posthog = await openEmbeddedPostHog({ dataDir });
    const { status, body } = await patch(posthog, {
      name: "Shop",
      week_start_day: 1,
      test_account_filters: filters,
      timezone: "UTC",
      unknown_field: true,
    });
    assertEquals([status, body.name], [200, "Shop"]);
  }
  await using posthog = await openEmbeddedPostHog({ dataDir });
  const { body } = await get(posthog, "/api/projects/1/");
  assertEquals(
    [body.name, body.week_start_day, body.test_account_filters],
    ["Shop", 1, filters],
  );
  const user = await get(posthog, "/api/users/@me/");
  assertEquals(user.body.team.name, "Shop");
  const answer = await posthog.fetch("http://localhost/api/projects/1/query/", {
    method: "POST",
    headers: { authorization: `Bearer ${posthog.personalApiKey}` },
    body: JSON.stringify({
      query: {
        kind: "HogQLQuery",
        query:
          "SELECT toStartOfWeek(toDate('2026-11-22')), name FROM system.teams",
      },
    }),
  });
  assertEquals((await answer.json()).results, [["2026-11-16", "Shop"]]);
  await posthog.close();
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("PATCH of the project names the field it refuses", async () => {
  await using posthog = await openEmbeddedPostHog();
  const refused: [unknown, string, string, RegExp][] = [
    [{ timezone: "Asia/Tokyo" }, "timezone", "invalid_input", /week_start_day/],
    [
      { test_account_filters: "all" },
      "test_account_filters",
      "invalid_input",
      /expected array/,
    ],
    [
      { test_account_filters: [{ key: "a", operator: "looks_like" }] },
      "test_account_filters",
      "invalid_property_filter",
      /icontains/,
    ],
  ];
  for (const [body, attr, code, detail] of refused) {
    const answer = await patch(posthog, body);
    assertEquals(
      [answer.status, answer.body.attr, answer.body.code],
      [400, attr, code],
    );
    assertMatch(answer.body.detail, detail);
  }
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
