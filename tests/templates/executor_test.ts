/** Every template the way a user runs it: rendered, in a sandbox, over HTTP. */

import { PostHogAgentExecutor } from "../../executor/mod.ts";
import { openEmbeddedPostHog } from "../../local/mod.ts";
import { templates } from "../../templates/mod.ts";
import { assert, assertEquals } from "@std/assert";

Deno.test("executeTemplate() runs every template in a local sandbox", async (t) => {
  await using posthog = await openEmbeddedPostHog({
    demo: { people: 150, days: 40 },
  });
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
        const run = await executor.executeTemplate(template.name);
        assertEquals(run.error, undefined, JSON.stringify(run.error));
        assertEquals(template.result.parse(run.result), run.result);
        if (!template.writes) assert(run.envelope.asOf !== "");
        const files = Array.isArray(Object(run.result).files)
          ? Object(run.result).files.length
          : 0;
        assert(run.artifacts.length >= files);
      });
    }
  } finally {
    await close();
    await Deno.remove(artifactsDir, { recursive: true });
  }
});
