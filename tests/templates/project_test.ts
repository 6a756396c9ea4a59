import { openEmbeddedPostHog } from "../../local/mod.ts";
import { templates } from "../../templates/mod.ts";
import { assertEquals, assertRejects } from "@std/assert";
import { type Raw, type RawEvent, readRaw } from "./golden/raw.ts";
import { byPerson, groupBy, sum } from "./golden/tools.ts";
import { clientOf, runScript } from "./run_script.ts";

interface Measured {
  key: string;
  number_of_samples: number;
  sum: number;
}

interface Results {
  exposures: Record<string, number>;
  metrics: { baseline: Measured; variant_results: Measured[] }[];
}

/** By variant, for each person who saw one only, what they did from then on. */
function variantsIn(raw: Raw, flag: string): Map<string, RawEvent[][]> {
  const people = [...byPerson(raw.events).values()].flatMap((events) => {
    const shown = events.filter((e) =>
      e.event === "$feature_flag_called" &&
      e.properties["$feature_flag"] === flag
    );
    const seen = new Set(
      shown.map((e) => String(e.properties["$feature_flag_response"])),
    );
    const [variant] = seen;
    const from = shown[0]?.at ?? Infinity;
    return variant === undefined || seen.size > 1
      ? []
      : [{ variant, events: events.filter(({ at }) => at >= from) }];
  });
  return new Map(
    [...groupBy(people, ({ variant }) => variant)]
      .map(([variant, all]) => [variant, all.map(({ events }) => events)]),
  );
}

Deno.test("templates write to and read from what a project has", async (t) => {
  await using posthog = await openEmbeddedPostHog({
    demo: { people: 150, days: 20 },
  });
  const client = clientOf(posthog);

  await t.step("capture_event", async () => {
    const uuid = (await runScript(templates.get("capture_event"), client, {
      properties: { quote: "'); --" },
      person_properties: { email: "driver@example.com" },
      timestamp: "2026-10-01T10:00:00+02:00",
    })).result.rows[0]?.["uuid"];
    const { rows } = await client.query(
      "SELECT event, distinct_id, timestamp, properties FROM events WHERE toString(uuid) = {uuid}",
      { values: { uuid: String(uuid) }, limit: 1 },
    );
    assertEquals(rows[0]?.["event"], "posthog_driver_test");
    assertEquals(
      Date.parse(String(rows[0]?.["timestamp"])),
      Date.parse("2026-10-01T08:00:00Z"),
    );
    const properties = JSON.parse(String(rows[0]?.["properties"]));
    assertEquals(properties.quote, "'); --");
  });

  await t.step("capture_batch", async () => {
    const uuid = "0190d5a1-0000-7000-8000-000000000001";
    const event = {
      event: "batch test",
      distinct_id: "driver",
      properties: {},
      timestamp: null,
      uuid,
    };
    const { result } = await runScript(templates.get("capture_batch"), client, {
      events: [event, event, { ...event, uuid: null }],
    });
    assertEquals(result["accepted"], 3);
    const { rows } = await client.query(
      "SELECT count() AS events FROM events WHERE event = 'batch test'",
      { limit: 1 },
    );
    assertEquals(rows, [{ events: 2 }]);
  });

  await t.step("get_insights", async () => {
    await client.createInsight({
      name: "Driver test insight",
      query: { kind: "HogQLQuery", query: "SELECT 1" },
    });
    const { result } = await runScript(templates.get("get_insights"), client, {
      search: "driver test",
    });
    assertEquals(
      result.rows.map(({ name, kind }) => [name, kind]),
      [["Driver test insight", "HogQLQuery"]],
    );
  });

  await t.step("evaluate_flags", async () => {
    await client.api("feature_flags", {
      method: "POST",
      body: {
        key: "always",
        name: "Always on",
        active: true,
        filters: { groups: [{ properties: [], rollout_percentage: 100 }] },
      },
    });
    const { result } = await runScript(
      templates.get("evaluate_flags"),
      client,
      { flag_key: "always" },
    );
    assertEquals(result.rows, [{
      flag: "always",
      enabled: true,
      variant: null,
      payload: null,
      reason: "condition_match",
      failed: false,
    }]);
    await assertRejects(
      () =>
        runScript(templates.get("evaluate_flags"), client, {
          flag_key: "alwys",
        }),
      Error,
      "no active flag of this key",
    );
  });

  await t.step("get_experiments", async () => {
    const { result } = await runScript(
      templates.get("get_experiments"),
      client,
      {
        include_results: true,
      },
    );
    assertEquals(result.rows.length, 1);
    const variants = variantsIn(await readRaw(client), "new-onboarding");
    const [{ exposures, metrics }] = result["results"] as [Results];
    for (const [variant, people] of variants) {
      assertEquals(exposures[variant], people.length);
      const measured = metrics.map(({ baseline, variant_results }) =>
        [baseline, ...variant_results].find(({ key }) => key === variant)
      );
      const counts = (event: string) =>
        people.map((events) => events.filter((e) => e.event === event).length);
      assertEquals(
        measured.map((it) => [it?.number_of_samples, it?.sum]),
        [
          [people.length, sum(counts("onboarding_completed").map(Math.sign))],
          [people.length, sum(counts("purchase"))],
        ],
      );
    }
  });

  await t.step("hogql_query", async () => {
    const { result } = await runScript(templates.get("hogql_query"), client, {
      hogql_query: "SELECT {text} AS text, {numbers} AS numbers",
      values: { text: "it's {x} `y`", numbers: [1, 2] },
    });
    assertEquals(result.rows, [{ text: "it's {x} `y`", numbers: [1, 2] }]);
  });
});
