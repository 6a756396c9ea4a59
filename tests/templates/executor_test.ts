/** Every template the way a user runs it: rendered, in a sandbox, over HTTP. */

import { PostHogAgentExecutor } from "../../executor/mod.ts";
import { openEmbeddedPostHog } from "../../local/mod.ts";
import { templates } from "../../templates/mod.ts";
import { assert, assertEquals } from "@std/assert";
import { clientOf, runScript } from "./run_script.ts";

/** A default and an example are not all that a parameter does. */
const MORE: Readonly<Record<string, Record<string, unknown>>> = {
  analyze_funnel: { breakdown: "$browser", breakdown_limit: 2 },
  cohort_comparison_analysis: { cohort_ids: "1, 2" },
  explore_schema: { event_name: null, limit: 3 },
  feature_impact_analysis: { engagement_event: "purchase", window_days: 3.5 },
  get_insights: { search: "sign-up" },
  identify_churn_risk: { key_event: "purchase", min_events: 1 },
  retention: { interval: "day", retention_type: "recurring" },
  trends: { measure: "people", breakdown: "$browser", interval: "hour" },
};

Deno.test("executeTemplate() runs every template in a local sandbox", async (t) => {
  await using posthog = await openEmbeddedPostHog({
    demo: { people: 150, days: 40 },
  });
  const client = clientOf(posthog);
  const { url, close } = await posthog.serve({ port: 0 });
  const artifactsDir = await Deno.makeTempDir();
  try {
    await using executor = new PostHogAgentExecutor({
      connection: {
        apiUrl: url,
        projectId: posthog.projectId,
        personalApiKey: posthog.personalApiKey,
        projectApiKey: posthog.projectApiKey,
      },
      artifactsDir,
    });
    for (const template of templates.list()) {
      await t.step(template.name, async () => {
        const { shape } = template.parameters;
        const whole = {
          ...template.example,
          ..."limit" in shape ? { limit: 50_000 } : {},
          ..."people_limit" in shape ? { people_limit: 1000 } : {},
        };
        for (const given of [{}, whole, MORE[template.name]]) {
          if (given === undefined) continue;
          const run = await executor.executeTemplate(template.name, given);
          assertEquals(run.error, undefined, JSON.stringify(run.error));
          assertEquals(template.result.parse(run.result), run.result);
          const files = Object(run.result).files?.length ?? 0;
          assert(run.artifacts.length >= files);
          if (template.writes) continue;
          assert(run.envelope.asOf !== "");
          if (given === whole) assertEquals(run.envelope.truncated, false);
          const { result } = await runScript(template, client, given);
          assertEquals(run.result, result);
        }
      });
    }
    await t.step("what a limit cuts, the envelope says", async () => {
      const { result, envelope } = await executor.executeTemplate(
        "identify_power_users",
        { min_occurrences: 1, limit: 3, days: 400 },
      );
      const { rows, total } = Object(result);
      assertEquals([rows.length, total > 3], [3, true]);
      assertEquals([envelope.truncated, envelope.limit], [true, 3]);
    });
  } finally {
    await close();
    await Deno.remove(artifactsDir, { recursive: true });
  }
});
