/**
 * Templates: how long each takes on a million events, beside counting them.
 *
 * @module
 */

import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import {
  parseParameters,
  type Template,
  templates,
} from "@posthog-driver/posthog-driver/templates";
import { type Bench, type Figure, medianMs } from "./bench.ts";

/** About this many demo people make a million events. */
const PEOPLE_PER_MILLION = 20_900;

/** Exports read everything, so their time is their size; measured as such elsewhere. */
const EXPORTS: readonly string[] = ["data_warehouse_export", "export_events"];

/** Benchmarks of the template library. */
export const benches: readonly Bench[] = [
  { name: "templates/million", run: million },
];

async function* million(): AsyncGenerator<Figure> {
  await using posthog = await openEmbeddedPostHog({
    demo: { people: PEOPLE_PER_MILLION },
  });
  const client = new PostHogClient({
    apiUrl: "http://posthog.test",
    projectId: posthog.projectId,
    personalApiKey: posthog.personalApiKey,
    projectApiKey: posthog.projectApiKey,
    fetch: posthog.fetch,
  });
  const count = () => client.query("SELECT count() AS events FROM events");
  const events = Number((await count()).rows[0]?.["events"]);
  const anchorMs = await medianMs(count, 3);
  for (const template of templates.list()) {
    if (template.writes || EXPORTS.includes(template.name)) continue;
    const first = performance.now();
    await run(template, client);
    const firstMs = performance.now() - first;
    const ms = await medianMs(() => run(template, client), 3);
    yield {
      bench: `templates/${template.name}`,
      value: ms / anchorMs,
      unit: "ratio",
      ms,
      firstMs,
      anchor: "SELECT count() over HTTP",
      anchorMs,
      events,
      underASecond: ms < 1000,
    };
  }
}

async function run(template: Template, client: PostHogClient): Promise<void> {
  const script = await import(`../templates/scripts/${template.name}.js`);
  await script.default({
    client,
    params: parseParameters(template),
    progress: () => {},
    artifact: async (name: string, content: AsyncIterable<unknown>) => {
      await Array.fromAsync(content);
      return { name, bytes: 0, sha256: "" };
    },
  });
}
