import { assertEquals, assertMatch } from "@std/assert";
import type { EmbeddedPostHog } from "../../../local/mod.ts";
import { openEmbeddedPostHog } from "../../../local/mod.ts";
import { ask, call, did, NOW, openProject } from "../kinds/project.ts";

const PRO = { type: "person", key: "plan", operator: "exact", value: ["pro"] };

const BOUGHT = {
  type: "behavioral",
  key: "buy",
  event_type: "events",
  value: "performed_event",
  time_value: 7,
  time_interval: "day",
};

function filters(...values: unknown[]) {
  const inner = { type: "AND", values };
  return { filters: { properties: { type: "AND", values: [inner] } } };
}

async function create(
  posthog: EmbeddedPostHog,
  definition: Record<string, unknown>,
) {
  const name = `cohort ${crypto.randomUUID()}`;
  const body = { name, ...definition };
  return (await call(posthog, "POST", "cohorts/", body)).body;
}

async function capture(posthog: EmbeddedPostHog, event: unknown) {
  const response = await posthog.fetch("http://localhost/batch/", {
    method: "POST",
    body: JSON.stringify({ api_key: posthog.projectApiKey, batch: [event] }),
  });
  assertEquals(response.status, 200, await response.text());
}

Deno.test("a cohort is calculated again where its people may have changed", async (t) => {
  await using posthog = await openProject([
    did("ada", "view", "19T10:00", { $set: { plan: "pro" } }),
    did("ben", "view", "19T10:00", { $set: { plan: "free" } }),
  ]);
  const pro = await create(posthog, filters(PRO));
  const nested = await create(
    posthog,
    filters({ type: "cohort", key: "id", value: pro.id }, BOUGHT),
  );
  const count = async (id: number) => {
    const { body } = await call(posthog, "GET", `cohorts/${id}/`);
    return [body.count, body.errors_calculating];
  };
  const rows = async (query: string) =>
    (await ask(posthog, { kind: "HogQLQuery", query })).results;
  assertEquals(await count(pro.id), [1, 0]);
  assertEquals(await count(nested.id), [0, 0]);

  await t.step("by a query, after events were ingested", async () => {
    await capture(
      posthog,
      did("ben", "buy", "20T10:00", { $set: { plan: "pro" } }),
    );
    assertEquals(
      await rows(
        `SELECT count() FROM persons WHERE id IN COHORT ${pro.id}`,
      ),
      [[2]],
    );
    await capture(
      posthog,
      did("cid", "buy", "20T10:00", { $set: { plan: "pro" } }),
    );
    assertEquals(
      await rows(
        "SELECT cohort_id, count() FROM cohort_people GROUP BY cohort_id ORDER BY cohort_id",
      ),
      [[pro.id, 3], [nested.id, 2]],
    );
  });

  await t.step("when it is read, alone and in a list", async () => {
    await capture(
      posthog,
      did("dot", "x", "20T11:00", { $set: { plan: "pro" } }),
    );
    assertEquals(await count(pro.id), [4, 0]);
    await capture(posthog, did("ada", "buy", "20T11:00"));
    const { body } = await call(posthog, "GET", "cohorts/");
    const counts = body.results.map((it: { id: number; count: number }) => [
      it.id,
      it.count,
    ]);
    assertEquals(counts, [[nested.id, 3], [pro.id, 4]]);
  });

  await t.step("when its filters are changed", async () => {
    const { body } = await call(
      posthog,
      "PATCH",
      `cohorts/${pro.id}/`,
      filters({ ...PRO, value: ["free"] }),
    );
    assertEquals(body.count, 0);
    assertEquals(await count(nested.id), [0, 0]);
  });

  await t.step("versions that nobody reads any more are gone", async () => {
    for (let time = 0; time < 4; time++) {
      await capture(posthog, did("eve", "y", "20T11:00"));
      await count(pro.id);
    }
    const versions = await rows(
      `SELECT uniq(version) <= 2 FROM raw_cohort_people WHERE cohort_id = ${nested.id}`,
    );
    assertEquals(versions, [[1]]);
  });

  await t.step("what cannot be calculated leaves nothing behind", async () => {
    const before = await call(posthog, "GET", "cohorts/");
    const { status, body } = await call(posthog, "POST", "cohorts/", {
      name: "wrong",
      query: { kind: "HogQLQuery", query: "SELECT nothing FROM persons" },
    });
    assertEquals(status, 400);
    assertMatch(body.detail, /nothing/);
    const after = await call(posthog, "GET", "cohorts/");
    assertEquals(after.body.count, before.body.count);
    const loop = await call(
      posthog,
      "PATCH",
      `cohorts/${pro.id}/`,
      filters({ type: "cohort", key: "id", value: nested.id }),
    );
    assertEquals([loop.status, loop.body.attr], [400, "filters"]);
  });
});

Deno.test("a cohort changes as time goes by, an hour later", async () => {
  let now = Date.parse(NOW);
  await using posthog = await openEmbeddedPostHog({ now: () => new Date(now) });
  await capture(posthog, did("ada", "buy", "13T13:00"));
  const { id, count } = await create(posthog, filters(BOUGHT));
  assertEquals(count, 1);
  const read = async () =>
    (await call(posthog, "GET", `cohorts/${id}/`)).body.count;
  now += 3_600_000;
  assertEquals(await read(), 1);
  now += 3_600_000;
  assertEquals(await read(), 0);
});
