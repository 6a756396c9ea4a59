import {
  type E2BOptions,
  type ExecutorOptions,
  PostHogAgentExecutor,
} from "@posthog-driver/posthog-driver/executor";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import {
  assert,
  assertEquals,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { oldestNode } from "../bundle/bundle.ts";
import { startSmallPostHog } from "../executor/small_posthog.ts";
import { Ground } from "./ground.ts";
import { KEY } from "../marked_key.ts";

const ASK = `export default async ({ client }) =>
  (await client.query("SELECT event, count() AS n FROM events")).rows;`;

/** An executor for a server of this machine: the key has to go in. */
function executorFor(
  ground: Ground,
  apiUrl: string,
  options: Partial<E2BOptions> = {},
  executorOptions: Partial<ExecutorOptions> = {},
): PostHogAgentExecutor {
  return new PostHogAgentExecutor({
    provider: ground.provider({ keyInEnvironment: true, ...options }),
    // The server of these tests knows one answer, and counts what is asked.
    checkNames: false,
    connection: {
      apiUrl,
      projectId: "1",
      personalApiKey: KEY,
      projectApiKey: "phc_public",
    },
    ...executorOptions,
  });
}

Deno.test("PostHogAgentExecutor needs five requests of E2B cold, three warm", async () => {
  await using ground = await Ground.start();
  await using posthog = startSmallPostHog();
  {
    await using executor = executorFor(ground, posthog.url);
    const cold = await executor.executeScript(ASK);
    assertEquals(cold.error, undefined);
    assertEquals(cold.sandbox?.provider, "e2b");
    assertEquals(ground.server.takeLines().length, 4);
    const warm = await executor.executeScript(ASK);
    assertEquals([warm.success, warm.sandbox?.reused], [true, true]);
    assertEquals(ground.server.takeLines(), [
      "POST /files",
      "POST /process.Process/Start",
      "GET /files",
    ]);
  }
  assertEquals(ground.server.takeLines().length, 1);
  assertEquals(ground.server.boxes, []);
});

Deno.test("a sandbox lives as long as the run it is opened for", async () => {
  await using ground = await Ground.start();
  await using posthog = startSmallPostHog();
  await using executor = executorFor(ground, posthog.url);
  const run = await executor.executeScript(ASK, { timeoutMs: 900_000 });
  assertEquals(run.error, undefined);
  const lives = ground.server.boxes.map(({ startedAt, endAt }) =>
    (endAt.getTime() - startedAt.getTime()) / 1000
  );
  assert(lives.length === 1 && lives.every((seconds) => seconds >= 900));
});

Deno.test("PostHogAgentExecutor tells how to go on where E2B cannot keep the key out", async () => {
  await using ground = await Ground.start({ rules: false });
  await using executor = new PostHogAgentExecutor({
    provider: ground.provider(),
    connection: {
      apiUrl: "https://us.posthog.com",
      projectId: "1",
      personalApiKey: KEY,
    },
  });
  const { error } = await executor.executeScript(ASK);
  assertEquals([error?.kind, error?.code], [
    "sandbox_start",
    "rules_unavailable",
  ]);
  assertStringIncludes(error?.hint ?? "", "keyInEnvironment: true");
  assertEquals(JSON.stringify(error).includes(KEY), false);
});

Deno.test("PostHogAgentExecutor names the step at which a sandbox of E2B died", async (test) => {
  const cases = [
    ["create", /POST .v2.sandboxes/, "sandbox_start"],
    ["upload", /POST .files/, "upload"],
    ["start", /Start$/, "sandbox_lost"],
    ["result", /GET .files/, "sandbox_lost"],
  ] as const;
  for (const [name, on, kind] of cases) {
    await test.step(name, async () => {
      await using ground = await Ground.start();
      await using posthog = startSmallPostHog();
      await using executor = executorFor(ground, posthog.url);
      const { fleet } = ground.server;
      const kill = () => fleet.all().forEach(({ id }) => fleet.kill(id));
      const effect = name === "create" ? { status: 403 } : { act: kill };
      ground.server.fault({ on, effect });
      const run = await executor.executeScript(ASK);
      assertEquals(run.error?.kind, kind);
      await executor[Symbol.asyncDispose]();
      assertEquals(ground.server.boxes, []);
    });
  }
});

Deno.test("PostHogAgentExecutor ends a sandbox of E2B in which a script was ended", async (test) => {
  const cases = [
    ["timeout", "for (;;);", { timeoutMs: 300 }],
    ["killed", "process.kill(process.pid, 'SIGKILL'); for (;;);", {}],
  ] as const;
  for (const [kind, body, options] of cases) {
    await test.step(kind, async () => {
      await using ground = await Ground.start();
      await using posthog = startSmallPostHog();
      await using executor = executorFor(ground, posthog.url, {
        whenDone: "pause",
      });
      const ended = await executor.executeScript(
        `import process from "node:process"; export default () => { ${body} };`,
        options,
      );
      assertEquals(ended.error?.kind, kind, ended.error?.message);
      const next = await executor.executeScript("export default () => 1;");
      assertEquals([next.result, next.sandbox?.reused], [1, false]);
      assertNotEquals(next.sandbox?.id, ended.sandbox?.id);
      assertEquals(ground.server.boxes.length, 1);
    });
  }
});

Deno.test("PostHogAgentExecutor runs no template where a script of one's own has been", async (test) => {
  const forge = `
    import { writeFileSync } from "node:fs";
    export default () => {
      for (const name of ["runner.mjs", "posthog_driver.mjs"]) {
        writeFileSync(name, "console.log('forged')");
      }
      return "done";
    };`;
  for (const maxSandboxes of [1, 2]) {
    await test.step(`with room for ${maxSandboxes}`, async () => {
      await using ground = await Ground.start();
      await using posthog = startSmallPostHog();
      await using executor = executorFor(ground, posthog.url, {
        whenDone: "pause",
      }, { maxSandboxes });
      const template = () =>
        executor.executeTemplate("hogql_query", {
          hogql_query: "SELECT event, count() AS n FROM events",
        });
      const forging = await executor.executeScript(forge);
      assertEquals(forging.result, "done");
      const first = await template();
      assertEquals(first.error, undefined);
      assertEquals(first.sandbox?.reused, false);
      assertNotEquals(first.sandbox?.id, forging.sandbox?.id);
      const second = await template();
      assertEquals(second.sandbox, { ...first.sandbox, reused: true });
      await executor[Symbol.asyncDispose]();
      assertEquals(
        ground.server.boxes.map(({ id, state }) => [id, state]),
        [[first.sandbox?.id, "paused"]],
      );
    });
  }
});

Deno.test("PostHogAgentExecutor lets templates and scripts of one's own take turns in one place", async () => {
  await using ground = await Ground.start();
  await using posthog = startSmallPostHog();
  await using executor = executorFor(ground, posthog.url, {}, {
    maxSandboxes: 1,
  });
  const template = () =>
    executor.executeTemplate("hogql_query", {
      hogql_query: "SELECT event, count() AS n FROM events",
    });
  const own = () => executor.executeScript(ASK);
  const runs = await Promise.all([own(), template(), own(), template()]);
  assertEquals(runs.map(({ error }) => error), Array(4).fill(undefined));
  const unclean = new Set<string | undefined>();
  for (const { sandbox, template } of executor.runs()) {
    if (template === null) unclean.add(sandbox?.id);
    else assert(!unclean.has(sandbox?.id), "a template came after a script");
  }
  assertEquals(ground.server.boxes.length, 1);
});

Deno.test("PostHogAgentExecutor leaves no sandbox behind when aborted at any step", async (test) => {
  const steps = [/POST .v2.sandboxes/, /POST .files/, /Start$/, /GET .files/];
  for (const on of steps) {
    for (const afterwards of [false, true]) {
      await test.step(`${on.source} ${afterwards}`, async () => {
        await using ground = await Ground.start();
        await using posthog = startSmallPostHog();
        const abort = new AbortController();
        const effect = { act: () => abort.abort() };
        ground.server.fault({ on, afterwards, effect });
        const executor = executorFor(ground, posthog.url);
        const { signal } = abort;
        const run = await executor.executeScript(ASK, { signal });
        if (!run.success) assertEquals(run.error?.kind, "aborted");
        await executor[Symbol.asyncDispose]();
        assertEquals(ground.server.boxes, []);
      });
    }
  }
});

Deno.test("PostHogAgentExecutor captures once, whatever E2B loses on the way", async (test) => {
  const effects = [
    { status: 503, afterwards: true },
    { drop: true, afterwards: true },
    { cutAfterFrames: 0 },
    { cutAfterFrames: 1 },
  ] as const;
  for (const { ...effect } of effects) {
    await test.step(JSON.stringify(effect), async () => {
      await using ground = await Ground.start();
      await using posthog = startSmallPostHog();
      await using executor = executorFor(ground, posthog.url);
      const afterwards = "afterwards" in effect;
      ground.server.fault({ on: /Start$/, effect, afterwards });
      const run = await executor.executeScript(ASK);
      assertEquals(run.error, undefined);
      assertEquals(posthog.requests.length, 1);
    });
  }
});

Deno.test("PostHogAgentExecutor answers templates in E2B sandboxes on Node 20.9.0", async (test) => {
  const node = await oldestNode();
  const nodeDirectory = node.slice(0, node.lastIndexOf("/"));
  await using ground = await Ground.start({ nodeDirectory });
  await using posthog = await openEmbeddedPostHog({
    demo: { people: 300, days: 40 },
  });
  const serving = await posthog.serve();
  await using executor = new PostHogAgentExecutor({
    provider: ground.provider({ keyInEnvironment: true }),
    connection: {
      apiUrl: serving.url,
      projectId: posthog.projectId,
      personalApiKey: posthog.personalApiKey,
      projectApiKey: posthog.projectApiKey,
    },
  });
  await test.step("the runtime is that of E2B's base template", async () => {
    const run = await executor.executeScript(
      `import process from "node:process"; export default () => process.version;`,
      { language: "javascript" },
    );
    assertEquals(run.result, "v20.9.0");
  });
  const names = [
    "identify_power_users",
    "identify_churn_risk",
    "analyze_funnel",
    "export_events",
    "hogql_query",
  ];
  const artifactsDir = await Deno.makeTempDir();
  for (const name of names) {
    await test.step(name, async () => {
      const run = await executor.executeTemplate(name, {}, { artifactsDir });
      assertEquals(run.error, undefined);
      assert(run.envelope.queries.length > 0);
      assertEquals(run.envelope.engine?.name, "posthog-embedded");
      assertEquals(JSON.stringify(run).includes(posthog.personalApiKey), false);
    });
  }
  await Deno.remove(artifactsDir, { recursive: true });
  await executor[Symbol.asyncDispose]();
  await serving.close();
});
