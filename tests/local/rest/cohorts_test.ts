import { assertEquals, assertStringIncludes } from "@std/assert";
import { ask, call, did, openProject } from "../kinds/project.ts";

const leaf = (more: Record<string, unknown>) => ({
  type: "behavioral",
  key: "buy",
  event_type: "events",
  value: "performed_event",
  time_value: 7,
  time_interval: "day",
  ...more,
});

Deno.test("cohorts hold the people their definition means", async (t) => {
  const $set = (plan: string) => ({ $set: { plan } });
  await using posthog = await openProject([
    did("ada", "buy", "19T10:00", $set("pro")),
    did("ada", "buy", "20T10:00"),
    did("ben", "buy", "18T10:00", $set("free")),
    did("ben", "view", "18T10:30"),
    did("cid", "buy", "02T10:00", $set("pro")),
    did("dot", "buy", "03T10:00"),
    did("dot", "buy", "20T11:00"),
    did("eve", "view", "20T10:00", $set("free")),
  ]);
  const create = (values: unknown[], type = "AND") =>
    call(posthog, "POST", "cohorts/", {
      name: `cohort ${crypto.randomUUID()}`,
      filters: { properties: { type, values } },
    });
  const members = async (values: unknown[], type = "AND") => {
    const { status, body } = await create(values, type);
    assertEquals(status, 201, JSON.stringify(body));
    const { body: page } = await call(
      posthog,
      "GET",
      `cohorts/${body.id}/persons/`,
    );
    const people = page.results.map((it: { distinct_ids: string[] }) =>
      it.distinct_ids[0]
    );
    assertEquals([body.count, body.is_calculating], [people.length, false]);
    return people.sort();
  };
  const pro = {
    type: "person",
    key: "plan",
    operator: "exact",
    value: ["pro"],
  };

  await t.step("by property", async () => {
    assertEquals(await members([pro]), ["ada", "cid"]);
    assertEquals(await members([{ ...pro, negation: true }]), [
      "ben",
      "dot",
      "eve",
    ]);
  });
  await t.step("by what they did", async () => {
    assertEquals(await members([leaf({})]), ["ada", "ben", "dot"]);
    const often = {
      value: "performed_event_multiple",
      operator: "gte",
      operator_value: 2,
    };
    assertEquals(await members([leaf(often)]), ["ada"]);
    assertEquals(
      await members([leaf({ value: "performed_event_first_time" })]),
      ["ada", "ben"],
    );
    assertEquals(
      await members([leaf({
        value: "stopped_performing_event",
        time_value: 30,
        seq_time_value: 7,
        seq_time_interval: "day",
      })]),
      ["cid"],
    );
    assertEquals(
      await members([leaf({
        value: "restarted_performing_event",
        time_value: 14,
        seq_time_value: 7,
        seq_time_interval: "day",
      })]),
      ["dot"],
    );
    assertEquals(
      await members([leaf({
        value: "performed_event_sequence",
        seq_event: "view",
        seq_event_type: "events",
        seq_time_value: 1,
        seq_time_interval: "hour",
      })]),
      ["ben"],
    );
    assertEquals(
      await members([leaf({
        value: "performed_event_regularly",
        time_value: 1,
        total_periods: 3,
        min_periods: 2,
        operator: "gte",
        operator_value: 1,
      })]),
      ["ada"],
    );
  });
  await t.step("by both, and by other cohorts", async () => {
    assertEquals(await members([pro, leaf({})]), ["ada"]);
    assertEquals(
      await members([{ type: "OR", values: [pro, leaf({})] }], "OR"),
      ["ada", "ben", "cid", "dot"],
    );
    const { body } = await create([pro]);
    assertEquals(
      await members([{
        type: "cohort",
        key: "id",
        value: body.id,
        negation: true,
      }]),
      ["ben", "dot", "eve"],
    );
    const { results } = await ask(posthog, {
      kind: "HogQLQuery",
      query: `SELECT count() FROM persons WHERE id IN COHORT ${body.id}`,
    });
    assertEquals(results, [[2]]);
  });
  await t.step("static cohorts take and lose people", async () => {
    const { body: people } = await call(
      posthog,
      "GET",
      "persons/?distinct_id=eve",
    );
    const eve = people.results[0].uuid;
    const empty = await call(posthog, "POST", "cohorts/", {
      name: "S",
      is_static: true,
    });
    assertEquals(empty.status, 400);
    const { body } = await call(posthog, "POST", "cohorts/", {
      name: "S",
      is_static: true,
      _create_static_person_ids: [eve],
    });
    assertEquals([body.count, body.cohort_type], [1, "static"]);
    const path = `cohorts/${body.id}/`;
    const count = async () => (await call(posthog, "GET", path)).body.count;
    const { body: ada } = await call(
      posthog,
      "GET",
      "persons/?distinct_id=ada",
    );
    await call(posthog, "PATCH", `${path}add_persons_to_static_cohort/`, {
      person_ids: [ada.results[0].uuid],
    });
    assertEquals(await count(), 2);
    await call(posthog, "PATCH", `${path}remove_person_from_static_cohort/`, {
      person_id: eve,
    });
    assertEquals(await count(), 1);
  });
  await t.step(
    "a definition with a field nobody knows is refused",
    async () => {
      const { status, body } = await create([leaf({ tme_value: 7 })]);
      assertEquals([status, body.type], [400, "validation_error"]);
      assertStringIncludes(body.detail, "tme_value");
      const none = await call(posthog, "POST", "cohorts/", { name: "None" });
      assertEquals([none.status, none.body.attr], [400, "filters"]);
      const both = await create([{ ...pro, value: undefined }]);
      assertEquals(both.status, 400);
    },
  );
  await t.step("persons page by offset, without a count", async () => {
    const { body } = await call(posthog, "GET", "persons/?limit=2");
    assertEquals(Object.keys(body).sort(), ["next", "previous", "results"]);
    assertEquals(body.results.length, 2);
    const rest = await call(
      posthog,
      "GET",
      `persons/${new URL(body.next).search}`,
    );
    const last = await call(
      posthog,
      "GET",
      `persons/${new URL(rest.body.next).search}`,
    );
    assertEquals([last.body.results.length, last.body.next], [1, null]);
    const filtered = encodeURIComponent(JSON.stringify([pro]));
    const some = await call(posthog, "GET", `persons/?properties=${filtered}`);
    assertEquals(some.body.results.length, 2);
    assertEquals((await call(posthog, "GET", "persons/nobody/")).status, 400);
    const one = await call(posthog, "GET", `persons/${body.results[0].uuid}/`);
    assertEquals(one.body.uuid, body.results[0].uuid);
  });
});
