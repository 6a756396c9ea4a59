/**
 * Templates: how long each takes on a million events beside counting them,
 * how the slowest grow, and what an export costs beside reading the events.
 *
 * @module
 */

import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
import { PostHogAgentExecutor } from "@posthog-driver/posthog-driver/executor";
import {
  type EmbeddedPostHog,
  openEmbeddedPostHog,
} from "@posthog-driver/posthog-driver/local";
import {
  parseParameters,
  type Template,
  templates,
} from "@posthog-driver/posthog-driver/templates";
import { type Bench, type Figure, medianMs } from "./bench.ts";

/** About this many demo people make a million events. */
const PEOPLE_PER_MILLION = 20_900;

/** Exports read everything, so their time is their size; measured as such below. */
const EXPORTS: readonly string[] = ["data_warehouse_export", "export_events"];

/** Those that take longest on a million events. */
const SLOWEST: readonly string[] = [
  "identify_churn_risk",
  "paths",
  "data_quality_check",
  "feature_impact_analysis",
  "power_user_identification",
];

/** Benchmarks of the template library. */
export const benches: readonly Bench[] = [
  { name: "templates/million", run: million },
  { name: "templates/growth", run: growth },
  { name: "templates/export", run: exporting },
];

async function* million(): AsyncGenerator<Figure> {
  await using posthog = await openDemo(1);
  const { client, events, anchorMs } = await countingIn(posthog);
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
      underASecond: Math.max(ms, firstMs) < 1000,
    };
  }
}

async function* growth(): AsyncGenerator<Figure> {
  const before = new Map<string, number>();
  for (const millions of [1, 10]) {
    await using posthog = await openDemo(millions);
    const { client, events } = await countingIn(posthog);
    for (const name of SLOWEST) {
      const ms = await medianMs(() => run(templates.get(name), client), 3);
      const earlier = before.get(name);
      before.set(name, ms);
      if (earlier === undefined) continue;
      yield {
        bench: `templates/growth/${name}`,
        value: ms / earlier,
        unit: "ratio",
        ms,
        anchor: "the same on a tenth of the events",
        anchorMs: earlier,
        events,
      };
    }
  }
}

async function* exporting(): AsyncGenerator<Figure> {
  await using posthog = await openDemo(1);
  const { url: apiUrl, close } = await posthog.serve();
  const artifactsDir = await Deno.makeTempDir();
  const { projectId, personalApiKey } = posthog;
  const connection = { apiUrl, projectId, personalApiKey };
  try {
    await using executor = new PostHogAgentExecutor({
      connection,
      artifactsDir,
      timeoutMs: 600_000,
    });
    const client = new PostHogClient(connection);
    const start = performance.now();
    for await (const _ of client.exportEvents({ start: "-3650d" }));
    const anchorMs = performance.now() - start;
    for (const format of ["jsonl", "csv", "parquet"]) {
      const start = performance.now();
      const { result, error } = await executor.executeTemplate(
        "export_events",
        { formats: [format], days: 3650 },
      );
      if (error !== undefined) throw new Error(error.message);
      const ms = performance.now() - start;
      const [{ rows, bytes }] = Object(result).rows;
      yield {
        bench: `templates/export/${format}`,
        value: ms / anchorMs,
        unit: "ratio",
        rows,
        bytes,
        rowsPerSecond: Math.round(rows / ms * 1000),
        anchor: "exportEvents() with no file and no sandbox",
        anchorMs,
      };
    }
  } finally {
    await close();
    await Deno.remove(artifactsDir, { recursive: true });
  }
}

async function openDemo(millions: number): Promise<EmbeddedPostHog> {
  return await openEmbeddedPostHog({
    demo: { people: PEOPLE_PER_MILLION * millions },
    queryLimits: { personalKeySeconds: 120 },
  });
}

/** How many events there are, and how long it takes to count them. */
async function countingIn(posthog: EmbeddedPostHog) {
  const client = new PostHogClient({
    apiUrl: "http://posthog.test",
    projectId: posthog.projectId,
    personalApiKey: posthog.personalApiKey,
    projectApiKey: posthog.projectApiKey,
    fetch: posthog.fetch,
    timeoutMs: 120_000,
  });
  const count = () => client.query("SELECT count() AS events FROM events");
  const events = Number((await count()).rows[0]?.["events"]);
  return { client, events, anchorMs: await medianMs(count, 3) };
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
