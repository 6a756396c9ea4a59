/**
 * Every template on the demo data, with its defaults and its example, against
 * a second computation over the raw events that shares no code with it.
 */

import { openEmbeddedPostHog } from "../../local/mod.ts";
import { templates } from "../../templates/mod.ts";
import { assertEquals } from "@std/assert";
import { assertClose, GOLDEN, readRaw } from "./golden/mod.ts";
import { clientOf, runScript } from "./run_script.ts";

/** Their answers are not computed from events; tested by themselves. */
const OTHERS = [
  "capture_batch",
  "capture_event",
  "data_warehouse_export",
  "evaluate_flags",
  "export_cohort",
  "export_events",
  "get_experiments",
  "get_insights",
  "hogql_query",
];

Deno.test("templates give the same numbers as a second computation over the demo data", async (t) => {
  await using posthog = await openEmbeddedPostHog({
    demo: { people: 300, days: 60 },
  });
  const client = clientOf(posthog);
  const raw = await readRaw(client);
  const names = templates.list().map((template) => template.name);
  assertEquals([...Object.keys(GOLDEN), ...OTHERS].sort(), [...names].sort());
  for (const [name, golden] of Object.entries(GOLDEN)) {
    await t.step(name, async () => {
      const template = templates.get(name);
      const all = "limit" in template.parameters.shape ? { limit: 50_000 } : {};
      const more = "people_limit" in template.parameters.shape
        ? { people_limit: 1000 }
        : {};
      for (const given of [{}, template.example]) {
        const { result, params } = await runScript(template, client, {
          ...given,
          ...all,
          ...more,
        });
        const days = {
          first: String(result["first_day"] ?? ""),
          last: String(result["last_day"] ?? ""),
        };
        assertClose(result, golden(raw, params, days));
      }
    });
  }
});
