/**
 * What the E2B adapter costs: a whole cold run against one with the steps
 * that come to mind first, on the same server, and its requests.
 *
 * @module
 */

import { PostHogAgentExecutor } from "@posthog-driver/posthog-driver/executor";
import { e2bSandboxes } from "@posthog-driver/posthog-driver/executor";
import { Sandbox } from "@e2b/sdk";
import { startSmallPostHog } from "../tests/executor/small_posthog.ts";
import { E2BServer } from "../tests/e2b/server.ts";
import { type Bench, type Figure, medianMs } from "./bench.ts";

const ASK =
  `export default async ({ client }) => (await client.query("SELECT 1")).rows;`;

/** The same question with no driver: a script that makes one request. */
const BARE_REQUEST = `
  const response = await fetch(process.env.URL + "/api/projects/1/query/", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: { kind: "HogQLQuery", query: "SELECT 1" } }),
  });
  console.log(JSON.stringify((await response.json()).results));`;

/** Stands for an install: npm itself, with nothing to fetch. */
const INSTALL = "npm init --yes >/dev/null && npm install --offline --no-audit";

/** Figures of the E2B adapter. */
export const benches: readonly Bench[] = [
  { name: "e2b/cold_run", run: coldRun },
  { name: "e2b/requests", run: requests },
];

async function coldRun(): Promise<Figure> {
  await using server = await E2BServer.start();
  await using posthog = startSmallPostHog();
  const ours = await medianMs(async () => {
    await using executor = executorFor(server, posthog.url);
    await ask(executor);
  });
  const naive = await medianMs(() => naiveRun(server, posthog.url));
  return {
    bench: "e2b/cold_run ÷ three writes, an install and a run",
    value: ours / naive,
    unit: "ratio",
    oursMs: Math.round(ours),
    naiveMs: Math.round(naive),
  };
}

async function requests(): Promise<readonly Figure[]> {
  await using server = await E2BServer.start();
  await using posthog = startSmallPostHog();
  const figures: Figure[] = [];
  const count = (bench: string) =>
    figures.push({ bench, value: server.takeLines().length, unit: "requests" });
  {
    await using executor = executorFor(server, posthog.url);
    await ask(executor);
    await executor[Symbol.asyncDispose]();
    count("e2b/requests of a cold run");
  }
  await using executor = executorFor(server, posthog.url);
  await ask(executor);
  server.takeLines();
  await ask(executor);
  count("e2b/requests of a warm run");
  return figures;
}

async function naiveRun(server: E2BServer, url: string): Promise<void> {
  const sandbox = await Sandbox.create(server.connection);
  try {
    await sandbox.files.write("client.mjs", "export {};");
    await sandbox.files.write("params.json", "{}");
    await sandbox.files.write("script.mjs", BARE_REQUEST);
    await sandbox.commands.run(INSTALL);
    await sandbox.commands.run("node script.mjs", { envs: { URL: url } });
  } finally {
    await sandbox.kill();
  }
}

async function ask(executor: PostHogAgentExecutor): Promise<void> {
  const { error } = await executor.executeScript(ASK);
  if (error !== null && error !== undefined) throw new Error(error.message);
}

function executorFor(server: E2BServer, apiUrl: string): PostHogAgentExecutor {
  return new PostHogAgentExecutor({
    provider: e2bSandboxes({
      ...server.connection,
      keyInEnvironment: true,
      createsPerSecond: Infinity,
    }),
    connection: { apiUrl, projectId: "1", personalApiKey: "phx_bench" },
  });
}
