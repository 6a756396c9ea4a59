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

Deno.test("templates answer about a project without events", async () => {
  await using posthog = await openEmbeddedPostHog();
  const results = await runAll(clientOf(posthog), {});
  assertEquals(results.size, READING.length);
  console.log(
    [...results].map(([n, r]) => n + " " + JSON.stringify(r)).join("\n"),
  );
});

Deno.test("templates answer about a single event", async () => {
  await using posthog = await openEmbeddedPostHog();
  const client = clientOf(posthog);
  await client.captureEvent({ event: "purchase", distinctId: "ada" });
  const results = await runAll(client, {});
  console.log(
    [...results].map(([n, r]) => n + " " + JSON.stringify(r)).join("\n"),
  );
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
