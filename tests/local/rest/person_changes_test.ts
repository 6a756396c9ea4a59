import { assertEquals } from "@std/assert";
import { ask, call, did, openProject } from "../kinds/project.ts";

Deno.test("persons are counted, changed and deleted, alone and together", async (t) => {
  const $set = (plan: string) => ({ $set: { plan, seats: 3 } });
  await using posthog = await openProject([
    did("ada", "view", "19T10:00", $set("pro")),
    did("ben", "view", "19T10:00", $set("pro")),
    did("cid", "view", "19T10:00", $set("free")),
    did("cid", "buy", "19T11:00"),
    did("dot", "view", "19T10:00", $set("free")),
  ]);
  const idOf = async (distinctId: string) =>
    (await call(posthog, "GET", `persons/?distinct_id=${distinctId}`)).body
      .results[0]?.id;
  const rows = async (query: string) =>
    (await ask(posthog, { kind: "HogQLQuery", query })).results;

  await t.step("include_total counts", async () => {
    const pro = encodeURIComponent(
      JSON.stringify([{ key: "plan", value: "pro", operator: "exact" }]),
    );
    const path = `persons/?include_total=true&limit=1&properties=${pro}`;
    const { body } = await call(posthog, "GET", path);
    assertEquals([body.count, body.results.length], [2, 1]);
    const plain = await call(posthog, "GET", "persons/?limit=1");
    assertEquals("count" in plain.body, false);
  });

  await t.step("the cohorts of a person", async () => {
    const leaf = { type: "person", key: "plan", operator: "exact" };
    const inner = { type: "AND", values: [{ ...leaf, value: ["pro"] }] };
    const { body } = await call(posthog, "POST", "cohorts/", {
      name: "Pro",
      filters: { properties: { type: "AND", values: [inner] } },
    });
    const of = async (distinctId: string) =>
      (await call(
        posthog,
        "GET",
        `persons/cohorts/?person_id=${await idOf(distinctId)}`,
      )).body.results;
    assertEquals(await of("ada"), [{ id: body.id, name: "Pro", count: 2 }]);
    assertEquals(await of("cid"), []);
  });

  await t.step("a property is set and removed", async () => {
    const path = `persons/${await idOf("ada")}/`;
    const set = await call(posthog, "POST", `${path}update_property/`, {
      key: "plan",
      value: "team",
    });
    assertEquals(set.status, 202);
    const unset = await call(posthog, "POST", `${path}delete_property/`, {
      $unset: "seats",
    });
    assertEquals(unset.status, 202);
    const { body } = await call(posthog, "GET", path);
    assertEquals(body.properties, { plan: "team" });
    const missing = await call(posthog, "POST", `${path}update_property/`, {
      value: 1,
    });
    assertEquals([missing.status, missing.body.attr], [400, "key"]);
  });

  await t.step("one person is deleted, their events stay", async () => {
    const path = `persons/${await idOf("ben")}/`;
    assertEquals((await call(posthog, "DELETE", path)).status, 202);
    assertEquals((await call(posthog, "GET", path)).status, 404);
    assertEquals((await call(posthog, "DELETE", path)).status, 404);
    assertEquals(
      await rows("SELECT count() FROM events WHERE distinct_id = 'ben'"),
      [[1]],
    );
    assertEquals(
      await rows("SELECT count() FROM persons WHERE properties.plan = 'pro'"),
      [[0]],
    );
  });

  await t.step("several are deleted with their events", async () => {
    const { status, body } = await call(
      posthog,
      "POST",
      "persons/bulk_delete/",
      {
        distinct_ids: ["cid", "nobody"],
        delete_events: true,
      },
    );
    assertEquals([status, body], [
      202,
      { persons_found: 1, persons_deleted: 1 },
    ]);
    const kept = await call(posthog, "POST", "persons/bulk_delete/", {
      ids: [await idOf("dot")],
      delete_events: true,
      keep_person: true,
    });
    assertEquals(kept.body, { persons_found: 1, persons_deleted: 0 });
    assertEquals(
      await rows(
        "SELECT distinct_id, count() FROM events WHERE event IN ('view', 'buy') " +
          "GROUP BY distinct_id ORDER BY distinct_id",
      ),
      [["ada", 1], ["ben", 1]],
    );
    assertEquals(await rows("SELECT count() FROM persons"), [[2]]);
    const nobody = await call(posthog, "POST", "persons/bulk_delete/", {});
    assertEquals(nobody.status, 400);
  });

  await t.step("who is deleted may come again", async () => {
    await posthog.fetch("http://localhost/i/v0/e/", {
      method: "POST",
      body: JSON.stringify({
        api_key: posthog.projectApiKey,
        ...did("cid", "view", "20T10:00", $set("new")),
      }),
    });
    const { body } = await call(
      posthog,
      "GET",
      `persons/${await idOf("cid")}/`,
    );
    assertEquals(body.properties, { plan: "new", seats: 3 });
  });
});
