/**
 * The driver: what it weighs, how fast it loads, exports and captures.
 *
 * @module
 */

import { PostHog } from "posthog-node";
import { PostHogClient } from "../driver/mod.ts";
import { openEmbeddedPostHog } from "../local/mod.ts";
import { buildBundle, oldestNode } from "../tests/bundle/bundle.ts";
import type { Bench, Figure } from "./bench.ts";
import { medianMs } from "./bench.ts";
import { millionEvents } from "./driver_events.ts";
import { CaptureServer } from "./driver_server.ts";

/** The bundle: bytes, and milliseconds on top of a bare Node. */
async function* bundle(): AsyncGenerator<Figure> {
  const { path, remove } = await buildBundle();
  const { size } = await Deno.stat(path);
  yield { bench: "driver/bundle", value: size, unit: "bytes" };
  const node = await oldestNode();
  const run = (code: string) => () =>
    new Deno.Command(node, { args: ["--input-type=module", "-e", code] })
      .output();
  const bare = await medianMs(run(""), 15);
  const loaded = await medianMs(run(`import "file://${path}"`), 15);
  await remove();
  yield {
    bench: "driver/import",
    value: round(loaded - bare),
    unit: "ms",
    bare_ms: round(bare),
  };
}

/** A million events out, against a bare loop over the same pages. */
async function* exporting(): AsyncGenerator<Figure> {
  await using posthog = await openEmbeddedPostHog();
  const { count, insert } = millionEvents();
  await insert(posthog);
  const serving = await posthog.serve();
  const pages: string[] = [];
  const client = new PostHogClient({
    ...keysOf(posthog),
    apiUrl: serving.url,
    fetch: async (request) => {
      pages.push(await request.clone().text());
      return await fetch(request);
    },
  });
  const startedAt = performance.now();
  const seen = await drain(client);
  const exportMs = performance.now() - startedAt;
  const loopStart = performance.now();
  for (const body of pages) {
    const response = await fetch(
      `${serving.url}/api/projects/${posthog.projectId}/query/`,
      {
        method: "POST",
        headers: {
          authorization: `Bearer ${posthog.personalApiKey}`,
          "content-type": "application/json",
        },
        body: freshId(body),
      },
    );
    await response.json();
  }
  const loopMs = performance.now() - loopStart;
  yield {
    bench: "driver/export_events",
    value: round(loopMs / exportMs),
    unit: "ratio",
    events: seen.rows,
    // In strict order none can come twice, so the count tells that all came.
    complete: seen.isOrdered && seen.rows === count,
    rows_per_s: Math.round(seen.rows / exportMs * 1000),
    loop_ms: Math.round(loopMs),
    rss_growth_mb: Math.round(seen.growth / 1e6),
  };
}

/** Reads everything, holding nothing; memory is measured after the first quarter. */
async function drain(client: PostHogClient) {
  const events = client.exportEvents({ start: "2026-01-01", pageSize: 50_000 });
  let rows = 0;
  let last = "";
  let isOrdered = true;
  let early = 0;
  let peak = 0;
  for await (const page of events.pages()) {
    rows += page.length;
    for (const { timestamp, uuid } of page) {
      const place = Date.parse(timestamp) + uuid;
      isOrdered &&= place > last;
      last = place;
    }
    const { rss } = Deno.memoryUsage();
    if (rows <= 250_000) early = Math.max(early, rss);
    peak = Math.max(peak, rss);
  }
  return { rows, isOrdered, growth: peak - early };
}

/** A hundred thousand events in, against posthog-node on the same server. */
async function* capturing(): AsyncGenerator<Figure> {
  const events = Array.from({ length: 100_000 }, (_, n) => ({
    event: "benchmarked",
    distinctId: `user-${n % 1_000}`,
    properties: { n, plan: "pro", path: `/page/${n % 100}` },
  }));
  await using server = new CaptureServer();
  const client = new PostHogClient({
    apiUrl: server.url,
    projectApiKey: "phc_bench",
  });
  const ours = await time(() => client.captureBatch(events));
  const oursComplete = server.take() === events.length;
  const theirs = await time(async () => {
    const posthog = new PostHog("phc_bench", {
      host: server.url,
      flushAt: 100,
      maxQueueSize: events.length,
    });
    for (const event of events) posthog.capture(event);
    await posthog.shutdown(120_000);
  });
  yield {
    bench: "driver/capture_batch",
    value: round(theirs / ours),
    unit: "ratio",
    anchor: "posthog-node",
    complete: oursComplete && server.take() === events.length,
    events_per_s: Math.round(events.length / ours * 1000),
    anchor_events_per_s: Math.round(events.length / theirs * 1000),
  };
  server.isShaky = true;
  const shaky = new PostHogClient({
    apiUrl: server.url,
    projectApiKey: "phc_bench",
    maxRetries: 30,
    delay: () => Promise.resolve(),
  });
  const result = await shaky.captureBatch(events);
  const stored = server.take();
  yield {
    bench: "driver/capture_through_faults",
    value: stored / events.length,
    unit: "ratio",
    sent: events.length,
    accepted: result.accepted,
    requests: server.requests,
    faults: server.faults,
  };
}

/** Benchmarks of the driver. */
export const benches: readonly Bench[] = [
  { name: "driver/bundle", run: bundle },
  { name: "driver/capture_batch", run: capturing },
  { name: "driver/export_events", run: exporting },
];

function keysOf(posthog: {
  personalApiKey: string;
  projectApiKey: string;
  projectId: string;
}) {
  const { personalApiKey, projectApiKey, projectId } = posthog;
  return { personalApiKey, projectApiKey, projectId, timeoutMs: 120_000 };
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The same question under another id, so that no cache answers it. */
function freshId(body: string): string {
  return JSON.stringify({
    ...JSON.parse(body),
    client_query_id: crypto.randomUUID(),
    refresh: "force_blocking",
  });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
