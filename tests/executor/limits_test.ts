import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { defineTemplate } from "@posthog-driver/posthog-driver/templates";
import { z } from "zod";
import { executorFor } from "./executor_for.ts";
import { startSmallPostHog } from "./small_posthog.ts";

const LOOP = `export default async ({ client }) => {
  for (let i = 0; i < 5; i++) await client.query("SELECT event FROM events LIMIT " + (i + 10));
};`;

Deno.test("budgets end a run that takes too much, and name what it was", async (t) => {
  await using posthog = startSmallPostHog();
  await using executor = executorFor(posthog);
  const cases = [
    { budgets: { requests: 3 }, says: "3 requests" },
    { budgets: { rows: 5 }, says: "5 rows" },
    { budgets: { bytes: 500 }, says: "500 bytes" },
  ];
  for (const { budgets, says } of cases) {
    await t.step(says, async () => {
      const run = await executor.executeScript(LOOP, { budgets });
      assertEquals(run.error?.kind, "budget_exceeded", run.error?.message);
      assertStringIncludes(run.error?.message ?? "", says);
      assert(posthog.requests.length <= 11);
    });
  }
});

Deno.test("a script that holds too many files open is told so", async () => {
  await using posthog = startSmallPostHog();
  await using executor = executorFor(posthog);
  const run = await executor.executeScript(
    `import { openSync } from "node:fs";
    export default () => {
      for (;;) openSync(new URL("./script.mjs", import.meta.url));
    };`,
  );
  assertEquals([run.error?.kind, run.error?.line], ["script", 3]);
  assertStringIncludes(run.error?.message ?? "", "EMFILE");
  assertStringIncludes(run.error?.hint ?? "", "1,024");
});

Deno.test("details of a script's error come whole, or a word about their size", async () => {
  await using posthog = startSmallPostHog();
  await using executor = executorFor(posthog);
  const thrown = async (length: number) => {
    const run = await executor.executeScript(
      `export default ({ params }) => {
        const details = { text: "x".repeat(params.length) };
        throw Object.assign(new Error("no"), { details });
      };`,
      { params: { length } },
    );
    return run.error?.details;
  };
  assertEquals(await thrown(10), { text: "x".repeat(10) });
  assertEquals(
    await thrown(20_000),
    "Left out: 20011 characters of JSON, more than 10000",
  );
});

Deno.test("budgets of requests hold for a script that goes round the client", async () => {
  await using posthog = startSmallPostHog();
  await using executor = executorFor(posthog);
  const run = await executor.executeScript(
    `import process from "node:process";
    export default async () => {
      const statuses = [];
      for (let i = 0; i < 4; i++) {
        const response = await fetch(process.env.POSTHOG_API_URL + "/api/projects/1/");
        statuses.push(response.status);
        await response.body?.cancel();
      }
      return statuses;
    };`,
    { budgets: { requests: 2 } },
  );
  assertEquals(run.result, [200, 200, 402, 402]);
  assertEquals(posthog.requests.length, 2);
});

Deno.test("the gateway follows no redirect with the key", async () => {
  await using elsewhere = startSmallPostHog();
  await using posthog = startSmallPostHog(() =>
    Response.redirect(`${elsewhere.url}/stolen`)
  );
  await using executor = executorFor(posthog);
  const run = await executor.executeScript(
    `export default ({ client }) => client.query("SELECT 1");`,
  );
  assertEquals(run.success, false);
  assertEquals(elsewhere.requests, []);
});

Deno.test("the gateway says that PostHog cannot be reached as the driver says it", async () => {
  const posthog = startSmallPostHog();
  const { url } = posthog;
  await posthog[Symbol.asyncDispose]();
  await using executor = executorFor({ url });
  const run = await executor.executeScript(
    `import process from "node:process";
    export default async () => {
      const url = process.env.POSTHOG_API_URL + "/api/projects/1/";
      const response = await fetch(url);
      return [response.status, (await response.json()).code];
    };`,
  );
  assertEquals(run.result, [502, "connection_failed"]);
});

Deno.test("the gateway passes no header on that means another method", async () => {
  const named: string[] = [];
  await using posthog = startSmallPostHog(({ headers }) => {
    named.push(...headers.keys());
    return Response.json({});
  });
  await using executor = executorFor(posthog);
  await executor.executeScript(
    `import process from "node:process";
    export default async () => {
      const url = process.env.POSTHOG_API_URL + "/api/projects/1/query/";
      const headers = { "x-http-method-override": "DELETE", "x-own": "1" };
      await (await fetch(url, { method: "POST", headers })).text();
    };`,
  );
  assertEquals(named.includes("x-own"), true);
  assertEquals(named.includes("x-http-method-override"), false);
});

Deno.test("the gateway sends no key to the ingestion endpoints", async () => {
  await using posthog = startSmallPostHog(() =>
    Response.json({ status: "Ok" })
  );
  await using executor = executorFor(posthog);
  await executor.executeScript(
    `export default ({ client }) => client.captureEvent({ event: "a", distinctId: "b" });`,
  );
  assert(posthog.requests.length > 0);
  assertEquals(
    posthog.requests.filter(({ authorization }) => authorization !== null),
    [],
  );
});

Deno.test("a template has its own time, unless the run sets another", async () => {
  await using posthog = startSmallPostHog();
  const endless = defineTemplate({
    name: "endless",
    parameters: z.strictObject({}),
    timeoutMs: 700,
    script: "export default () => { for (;;); };",
  });
  await using executor = executorFor(posthog);
  const own = await executor.executeTemplate(endless);
  assertStringIncludes(own.error?.message ?? "", "longer than 700 ms");
  const asked = await executor.executeTemplate(endless, {}, { timeoutMs: 400 });
  assertStringIncludes(asked.error?.message ?? "", "longer than 400 ms");
});

Deno.test("signal breaks a run off, and its request too", async () => {
  const asked = Promise.withResolvers<void>();
  const end = Promise.withResolvers<Response>();
  await using posthog = startSmallPostHog(() => {
    asked.resolve();
    return end.promise;
  });
  await using executor = executorFor(posthog);
  const controller = new AbortController();
  const running = executor.executeScript(
    `export default ({ client }) => client.query("SELECT 1");`,
    { signal: controller.signal },
  );
  await asked.promise;
  controller.abort();
  const run = await running;
  end.resolve(Response.json({}));
  assertEquals(run.error?.kind, "aborted");
  const again = await executor.executeScript("export default () => 1;");
  assertEquals([again.result, again.sandbox?.reused], [1, true]);
});

Deno.test("an executor that is closed gives up its runs, and says so", async () => {
  await using posthog = startSmallPostHog();
  const started = Promise.withResolvers<void>();
  const executor = executorFor(posthog, {
    onProgress: () => started.resolve(),
  });
  const running = executor.executeScript(
    `export default ({ progress }) => { progress("up"); for (;;); };`,
  );
  await started.promise;
  await executor[Symbol.asyncDispose]();
  assertEquals((await running).error?.kind, "aborted");
  const late = await executor.executeScript("export default () => 1;");
  assertEquals([late.error?.kind, late.sandbox], ["aborted", undefined]);
});

Deno.test("signal that was given up before leaves no sandbox", async () => {
  await using posthog = startSmallPostHog();
  await using executor = executorFor(posthog);
  const run = await executor.executeScript("export default () => 1;", {
    signal: AbortSignal.abort(),
  });
  assertEquals([run.error?.kind, run.sandbox], ["aborted", undefined]);
});

Deno.test("batchExecute() keeps the order, and each failure alone", async () => {
  await using posthog = startSmallPostHog();
  await using executor = executorFor(posthog, { maxSandboxes: 2 });
  const script = `export default ({ params }) => {
    if (params.n === 2) throw new Error("two");
    return params.n;
  };`;
  const seen: number[] = [];
  const results = await executor.batchExecute(
    [0, 1, 2, 3, 4].map((n) => ({ script, params: { n } })),
    { concurrency: 3, onResult: (_run, index) => seen.push(index) },
  );
  assertEquals(results.map((run) => run.result), [0, 1, undefined, 3, 4]);
  assertEquals(results[2]?.error?.message, "two");
  assertEquals(seen.sort(), [0, 1, 2, 3, 4]);
  const sandboxes = new Set(results.map((run) => run.sandbox?.id));
  assert(sandboxes.size <= 2);
});

Deno.test("batchExecute() starts nothing after a failure when told so", async () => {
  await using posthog = startSmallPostHog();
  await using executor = executorFor(posthog);
  const items = ["throw 1", "return 2", "return 3"].map((body) => ({
    script: `export default () => { ${body}; };`,
  }));
  const results = await executor.batchExecute(items, {
    concurrency: 1,
    stopOnError: true,
  });
  assertEquals(results.map((run) => run.error?.kind), [
    "script",
    "aborted",
    "aborted",
  ]);
});

Deno.test("batchExecute() goes on where it was broken off", async () => {
  await using posthog = startSmallPostHog();
  await using executor = executorFor(posthog);
  const stateFile = await Deno.makeTempFile();
  const script = `export default async ({ client, params }) => {
    await client.query("SELECT 1");
    if (params.fails) throw new Error("not yet");
    return params.n;
  };`;
  const items = (fails: boolean) => [
    { script, params: { n: 0 } },
    { script, params: { n: 1, fails } },
  ];
  const first = await executor.batchExecute(items(true), { stateFile });
  assertEquals(first.map((run) => run.success), [true, false]);
  // What a program leaves that is killed while it writes.
  await Deno.writeTextFile(stateFile, '{"index":0,"it', { append: true });
  const again = await executor.batchExecute(items(false), { stateFile });
  assertEquals(again.map((run) => run.result), [0, 1]);
  assertEquals(again[0]?.runId, first[0]?.runId);
  assertEquals(posthog.requests.length, 3);
  const last = await executor.batchExecute(items(false), { stateFile });
  assertEquals(last[1]?.runId, again[1]?.runId);
  await Deno.remove(stateFile);
});
