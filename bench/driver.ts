/**
 * The driver: what it weighs, how fast it loads, exports and captures.
 *
 * @module
 */

import { PostHog } from "posthog-node";
import { PostHogClient } from "../driver/mod.ts";
import { buildBundle, oldestNode } from "../tests/bundle/bundle.ts";
import type { Bench, Figure } from "./bench.ts";
import { medianMs } from "./bench.ts";
import { captureMillion } from "./driver_events.ts";
import { CaptureServer } from "./driver_server.ts";
import type { ExportReport } from "./programs/export_client.ts";
import { servePostHog } from "./served_posthog.ts";

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

/**
 * A million events out, by a client in its own process: all of them, how fast
 * against a bare loop over the same pages, and what becomes of its memory.
 */
async function* exporting(): AsyncGenerator<Figure> {
  await using posthog = await servePostHog();
  await captureMillion(PostHogClient.fromEnv(posthog.env));
  for (const pageSize of [10_000, 50_000]) {
    const { rows, isExact, ms, loopMs, rss } = await exportIn(
      posthog.env,
      pageSize,
    );
    yield {
      bench: `driver/export_events/pages_of_${pageSize}`,
      value: round(loopMs / ms),
      unit: "ratio",
      anchor: "a fetch loop over the same pages",
      events: rows,
      each_exactly_once: isExact,
      rows_per_s: Math.round(rows / ms * 1000),
    };
    const [at100k = NaN, at300k = NaN, at1M = NaN] = rss;
    yield {
      bench: `driver/export_memory/pages_of_${pageSize}`,
      value: round(at1M / at100k),
      unit: "ratio",
      anchor: "the client's highest RSS up to 100,000 events",
      at_300k: round(at300k / at100k),
      rss_mb: Math.round(at1M / 1e6),
    };
  }
}

/** Runs `programs/export_client.ts`. */
async function exportIn(
  env: Record<string, string>,
  pageSize: number,
): Promise<ExportReport> {
  const program = new URL("programs/export_client.ts", import.meta.url);
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", program.pathname, String(pageSize)],
    env,
    stderr: "inherit",
  }).output();
  if (!success) throw new Error("The export failed");
  return JSON.parse(new TextDecoder().decode(stdout));
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
  const oursComplete = server.take().size === events.length;
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
    complete: oursComplete && server.take().size === events.length,
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
    value: stored.size / events.length,
    unit: "ratio",
    sent: events.length,
    exactly_the_sent: stored.size === events.length &&
      result.uuids.every((uuid) => stored.has(uuid)),
    accepted: result.accepted,
    requests: result.requests,
    faults: server.faults,
  };
}

/** Benchmarks of the driver. */
export const benches: readonly Bench[] = [
  { name: "driver/bundle", run: bundle },
  { name: "driver/capture_batch", run: capturing },
  { name: "driver/export_events", run: exporting },
];

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
