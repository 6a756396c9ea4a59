/**
 * What the executor costs beside the work itself.
 *
 * @module
 */

import { PostHogAgentExecutor } from "@posthog-driver/posthog-driver/executor";
import { defineTemplate } from "@posthog-driver/posthog-driver/templates";
import { z } from "zod";
import { type Bench, type Figure, medianMs } from "./bench.ts";

const QUERY = "SELECT event, count() AS n FROM events GROUP BY event";
const ASK = `export default async ({ client }) =>
  (await client.query(${JSON.stringify(QUERY)})).rows;`;

const TEMPLATE = defineTemplate({
  name: "events_by_name",
  parameters: z.strictObject({}),
  result: z.array(z.object({ event: z.string(), n: z.number() })),
  script: ASK,
});

/** Time between runs, in which a person or an agent reads the answer. */
const PAUSE_MS = 200;

/** `deno task bench executor` measures the full counts with this variable set. */
const IS_FULL = Deno.env.get("BENCH_FULL") !== undefined;

/** A PostHog that answers at once, so that what is measured is the rest. */
function startAnswering(delayMs = 0): { url: string; close(): Promise<void> } {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      await request.body?.cancel();
      if (delayMs > 0) await pause(delayMs);
      return Response.json({
        results: [["purchase", 7]],
        columns: ["event", "n"],
        types: [["event", "String"], ["n", "UInt64"]],
        hasMore: false,
        limit: 100,
      });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    close: () => server.shutdown(),
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function executorFor(url: string, maxSandboxes = 1): PostHogAgentExecutor {
  return new PostHogAgentExecutor({
    connection: { apiUrl: url, projectId: "1", personalApiKey: "phx_bench" },
    maxSandboxes,
  });
}

async function succeed(executor: PostHogAgentExecutor): Promise<void> {
  const { error } = await executor.executeTemplate(TEMPLATE);
  if (error !== undefined) throw new Error(error.message);
}

/** The same request by a bare `deno run`, without driver, gateway or frame. */
async function bareProcess(url: string): Promise<void> {
  const code = `const response = await fetch(${
    JSON.stringify(`${url}/api/projects/1/query/`)
  }, { method: "POST", headers: { "content-type": "application/json" }, body: ${
    JSON.stringify(
      JSON.stringify({ query: { kind: "HogQLQuery", query: QUERY } }),
    )
  } }); console.log(JSON.stringify(await response.json()));`;
  const file = await Deno.makeTempFile({ suffix: ".mjs" });
  await Deno.writeTextFile(file, code);
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", "--allow-net", file],
  }).output();
  await Deno.remove(file);
  if (!success) throw new Error("The bare process failed");
}

/** A run after a pause, and one right after another, against a bare process. */
async function* warmRun(): AsyncGenerator<Figure> {
  const server = startAnswering();
  {
    await using executor = executorFor(server.url);
    const times = 15;
    const bareMs = await medianMs(() => bareProcess(server.url), times);
    const waited: number[] = [];
    await succeed(executor);
    for (let i = 0; i < times; i++) {
      await pause(PAUSE_MS);
      const start = performance.now();
      await succeed(executor);
      waited.push(performance.now() - start);
    }
    waited.sort((a, b) => a - b);
    const warmMs = waited[Math.floor(times / 2)] ?? NaN;
    const backToBackMs = await medianMs(() => succeed(executor), times);
    const anchor = { bareMs: Math.round(bareMs), unit: "ratio" };
    yield {
      bench: "executor/warm_run_over_bare_process",
      value: warmMs / bareMs,
      ...anchor,
      warmMs: Math.round(warmMs),
    };
    yield {
      bench: "executor/back_to_back_run_over_bare_process",
      value: backToBackMs / bareMs,
      ...anchor,
      backToBackMs: Math.round(backToBackMs),
    };
  }
  await server.close();
}

/** Many runs on four sandboxes against as many bare processes, four at a time. */
async function fanOut(): Promise<Figure> {
  const runs = 100;
  const lanes = 4;
  // Each answer takes time, as PostHog's do: then lanes are worth something.
  const server = startAnswering(100);
  const bareMs = await inLanes(runs, lanes, () => bareProcess(server.url));
  let batchMs: number;
  {
    await using executor = executorFor(server.url, lanes);
    const start = performance.now();
    const results = await executor.batchExecute(
      Array.from({ length: runs }, () => ({ script: ASK })),
      { concurrency: lanes },
    );
    batchMs = performance.now() - start;
    if (results.some((run) => !run.success)) throw new Error("A run failed");
  }
  await server.close();
  return {
    bench: "executor/100_runs_on_4_sandboxes_over_ideal",
    value: batchMs / bareMs,
    unit: "ratio",
    batchMs: Math.round(batchMs),
    idealMs: Math.round(bareMs),
    ideal: "100 bare processes, 4 at a time",
  };
}

async function inLanes(
  count: number,
  lanes: number,
  work: () => Promise<void>,
): Promise<number> {
  const start = performance.now();
  let left = count;
  await Promise.all(Array.from({ length: lanes }, async () => {
    while (left-- > 0) await work();
  }));
  return performance.now() - start;
}

/** The parent's memory after a tenth, a half and all of many runs. */
async function parentMemory(): Promise<Figure> {
  const runs = IS_FULL ? 10_000 : 200;
  const lanes = 2;
  const server = startAnswering();
  const rss: Record<number, number> = {};
  const heap: Record<number, number> = {};
  {
    await using executor = executorFor(server.url, lanes);
    let done = 0;
    for (const mark of [runs / 10, runs / 2, runs]) {
      await inLanes(mark - done, lanes, () => succeed(executor));
      done = mark;
      const usage = Deno.memoryUsage();
      rss[mark] = usage.rss;
      heap[mark] = usage.heapUsed;
    }
  }
  await server.close();
  const [first = NaN, , last = NaN] = Object.values(rss);
  return {
    bench: "executor/parent_memory_last_over_first_tenth",
    value: last / first,
    unit: "ratio",
    runs,
    rss,
    heap,
  };
}

/** Found by `bench/main.ts`. */
export const benches: readonly Bench[] = [
  { name: "executor/warm_run", run: warmRun },
  { name: "executor/fan_out", run: fanOut },
  { name: "executor/parent_memory", run: parentMemory },
];
