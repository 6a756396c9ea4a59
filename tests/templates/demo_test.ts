/**
 * Every template on the demo data, with its defaults and its example, against
 * a second computation over the raw events that shares no code with it.
 */

import { openEmbeddedPostHog } from "../../local/mod.ts";
import { templates } from "../../templates/mod.ts";
import { assert, assertEquals } from "@std/assert";
import { assertClose, GOLDEN, type Raw, readRaw } from "./golden/mod.ts";
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

/** What is left without the events of the demo product's own staff. */
function withoutStaff(raw: Raw): Raw {
  const events = raw.events.filter(({ person }) =>
    !String(person["email"]).includes("@demo.example")
  );
  assert(events.length < raw.events.length);
  return { ...raw, events };
}

Deno.test("templates give the same numbers as a second computation over the demo data", async (t) => {
  await using posthog = await openEmbeddedPostHog({
    demo: { people: 300, days: 60 },
  });
  const client = clientOf(posthog);
  const raw = await readRaw(client);
  const customers = withoutStaff(raw);
  const names = templates.list().map((template) => template.name);
  assertEquals([...Object.keys(GOLDEN), ...OTHERS].sort(), [...names].sort());
  for (const [name, golden] of Object.entries(GOLDEN)) {
    await t.step(name, async () => {
      const template = templates.get(name);
      const { shape } = template.parameters;
      const all = {
        ..."limit" in shape ? { limit: 50_000 } : {},
        ..."people_limit" in shape ? { people_limit: 1000 } : {},
      };
      const cases: [Record<string, unknown>, Raw][] = [
        [{}, raw],
        [template.example, raw],
      ];
      if ("cohort_ids" in shape) cases.push([{ cohort_ids: [1, 2] }, raw]);
      if ("filter_test_accounts" in shape) {
        cases.push([{ filter_test_accounts: true }, customers]);
      }
      for (const [given, events] of cases) {
        const { result, params } = await runScript(template, client, {
          ...given,
          ...all,
        });
        const days = {
          first: String(result["first_day"] ?? ""),
          last: String(result["last_day"] ?? ""),
        };
        assertClose(result, golden(events, params, days));
      }
    });
  }
});
