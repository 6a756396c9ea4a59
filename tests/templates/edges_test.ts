/** Every template where there is nothing, next to nothing, or no sense in the dates. */

import { openEmbeddedPostHog } from "../../local/mod.ts";
import { templates } from "../../templates/mod.ts";
import type { PostHogClient } from "../../driver/mod.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { clientOf, runScript } from "./run_script.ts";

const READING = templates.list().filter(({ writes }) => !writes);

/** Templates with a parameter, and those parameters set. */
function taking(given: Record<string, unknown>) {
  return READING.filter(({ parameters }) =>
    Object.keys(given).every((name) => name in parameters.shape)
  );
}

/** Runs all of them; runScript() checks each answer against its schema. */
async function runAll(
  client: PostHogClient,
  given: Record<string, unknown>,
): Promise<Map<string, Record<string, unknown>>> {
  const results = new Map<string, Record<string, unknown>>();
  for (const template of taking(given)) {
    const { result } = await runScript(template, client, given);
    results.set(template.name, result);
  }
  return results;
}

/** Every number of an answer that counts something in the project. */
function countsIn(answer: unknown): number[] {
  const counts: number[] = [];
  JSON.stringify(answer, (key, value) => {
    const isCount = !["step", "bytes"].includes(key) &&
      !key.startsWith("breakdown_values");
    if (typeof value === "number" && isCount) counts.push(value);
    return value;
  });
  return counts;
}

Deno.test("templates answer about a project without events", async () => {
  await using posthog = await openEmbeddedPostHog();
  const results = await runAll(clientOf(posthog), {});
  assertEquals(results.size, READING.length);
  for (const [name, result] of results) {
    assert(countsIn(result).every((count) => count === 0), name);
  }
});

Deno.test("templates answer about a single event", async () => {
  await using posthog = await openEmbeddedPostHog();
  const client = clientOf(posthog);
  await client.captureEvent({ event: "purchase", distinctId: "ada" });
  const results = await runAll(client, {});
  const rowsOf = (name: string) => Object(results.get(name)?.["rows"]);
  assertEquals(rowsOf("lifecycle").at(-1).new, 1);
  assertEquals(rowsOf("explore_schema")[0].events, 1);
  assertEquals(rowsOf("complex_hogql_analysis")[0].segment, "new");
  assertEquals(rowsOf("individual_user_journey").length, 1);
  assertEquals(rowsOf("export_events")[0].rows, 1);
  assertEquals(results.get("power_user_identification")?.["active_people"], 1);
  assertEquals(results.get("power_user_identification")?.["total"], 0);
});

Deno.test("templates look at days to come, and refuse days in the wrong order", async () => {
  await using posthog = await openEmbeddedPostHog();
  const client = clientOf(posthog);
  await client.captureEvent({ event: "purchase", distinctId: "ada" });
  await runAll(client, { start_date: "2100-01-01", end_date: "2100-01-31" });
  for (const template of taking({ start_date: "", end_date: "" })) {
    await assertRejects(
      () =>
        runScript(template, client, {
          start_date: "2026-02-01",
          end_date: "2026-01-31",
        }),
      Error,
      "the first day is after the last",
    );
  }
});

Deno.test("templates split by more values than an answer can hold", async () => {
  await using posthog = await openEmbeddedPostHog();
  const client = clientOf(posthog);
  const people = Array.from({ length: 26_000 }, (_, i) => `person-${i}`);
  await client.captureBatch(
    people.flatMap((distinctId) =>
      ["visited", "bought"].map((event, minute) => ({
        event,
        distinctId,
        timestamp: `2026-10-01T12:0${minute}:00Z`,
        properties: { id: distinctId, $process_person_profile: false },
      }))
    ),
  );
  const split = {
    breakdown: "id",
    start_date: "2026-10-01",
    end_date: "2026-10-01",
  };
  const funnel = await runScript(templates.get("analyze_funnel"), client, {
    ...split,
    funnel_steps: ["visited", "bought"],
  });
  assertEquals(funnel.result["breakdown_values"], people.length);
  assert(funnel.result.rows.every((row) => row["people"] === 1));
  const events = { ...split, event_names: ["visited", "bought"] };
  const trends = await runScript(templates.get("trends"), client, events);
  assertEquals(trends.result["breakdown_values"], people.length);
  assert(trends.result.rows.every((row) => row["events"] === 1));
  await assertRejects(
    () =>
      runScript(templates.get("trends"), client, {
        ...events,
        breakdown_limit: 1000,
        interval: "hour",
        start_date: "2026-08-01",
      }),
    Error,
    "Cannot draw 50000 points or more",
  );
});
