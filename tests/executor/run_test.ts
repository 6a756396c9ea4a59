import { defineTemplate } from "@posthog-driver/posthog-driver/templates";
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { z } from "zod";
import { executorFor } from "./executor_for.ts";
import { KEY } from "../marked_key.ts";
import { startSmallPostHog } from "./small_posthog.ts";

const COUNT = "SELECT event, count() AS n FROM events GROUP BY event";
const ASK = `export default async ({ client }) =>
  (await client.query(${JSON.stringify(COUNT)})).rows;`;

Deno.test("executeScript() brings rows back with the truth about them", async () => {
  await using posthog = startSmallPostHog();
  await using executor = executorFor(posthog);
  const run = await executor.executeScript(ASK);
  assertEquals(run.error, undefined);
  assertEquals(run.result, [
    { event: "purchase", n: 7 },
    { event: "$pageview", n: 40 },
  ]);
  assertEquals(run.envelope.rows, 2);
  assertEquals(run.envelope.truncated, false);
  assertEquals(run.envelope.timezone, "Europe/Prague");
  assertEquals(run.envelope.engine?.url, posthog.url);
  assertEquals(run.envelope.queries.length, 1);
  assertEquals(run.usage.requests, 1);
  assertEquals(run.sandbox?.provider, "local");
});

Deno.test("executeScript() sends the key from the gateway, not from the script", async () => {
  await using posthog = startSmallPostHog();
  await using executor = executorFor(posthog);
  const run = await executor.executeScript(`
    import process from "node:process";
    export default async ({ client }) => {
      await client.query("SELECT 1");
      return Object.fromEntries(
        ["POSTHOG_PERSONAL_API_KEY", "POSTHOG_PROJECT_ID", "POSTHOG_RUN"]
          .map((name) => [name, process.env[name]]),
      );
    };`);
  assertEquals(posthog.requests[0]?.authorization, `Bearer ${KEY}`);
  assertEquals(run.error, undefined);
  assertEquals(run.result, {
    POSTHOG_PERSONAL_API_KEY: "phx_added_by_the_gateway",
    POSTHOG_PROJECT_ID: "1",
  });
});

Deno.test("executeScript() keeps a sandbox warm, and runs apart", async () => {
  await using posthog = startSmallPostHog();
  await using executor = executorFor(posthog);
  const first = await executor.executeScript(
    `export default () => { globalThis.left = 1; return Deno.readDirSync("run").toArray().length; };`,
  );
  const second = await executor.executeScript(
    `export default () => [globalThis.left ?? null, Deno.readDirSync("run").toArray().length];`,
  );
  assertEquals([first.sandbox?.reused, second.sandbox?.reused], [false, true]);
  assertEquals(first.sandbox?.id, second.sandbox?.id);
  assertEquals(first.result, 1);
  assertEquals(second.result, [null, 1]);
});

Deno.test("executeTemplate() renders, runs and checks the result", async () => {
  await using posthog = startSmallPostHog();
  await using executor = executorFor(posthog);
  const template = defineTemplate({
    name: "events_above",
    parameters: z.strictObject({ least: z.int().default(10) }),
    result: z.object({ rows: z.array(z.object({ event: z.string() })) }),
    script: `export default async ({ client, params }) => {
      const { rows } = await client.query(${JSON.stringify(COUNT)});
      return { rows: rows.filter((row) => row.n >= params.least) };
    };`,
  });
  const run = await executor.executeTemplate(template, { least: 20 });
  assertEquals(run.error, undefined);
  assertEquals(run.result, { rows: [{ event: "$pageview" }] });
  const first: string | undefined = run.result?.rows[0]?.event;
  assertEquals(first, "$pageview");
  const wrong = await executor.executeTemplate(template, { least: "many" });
  assertEquals(wrong.error?.kind, "parameter");
  assertStringIncludes(wrong.error?.message ?? "", '"least"');
  assertEquals(wrong.sandbox, undefined);
});

Deno.test("executeTemplate() names the nearest template", async () => {
  await using posthog = startSmallPostHog();
  await using executor = executorFor(posthog);
  const run = await executor.executeTemplate("identify_power_user");
  assertEquals(run.error?.kind, "render");
  assertStringIncludes(run.error?.message ?? "", "identify_power_users");
});

Deno.test("executeScript() says where the author's own text failed", async () => {
  await using posthog = startSmallPostHog();
  await using executor = executorFor(posthog);
  const run = await executor.executeScript(
    `export default () => {\n  const rows = undefined;\n  return rows.length;\n};`,
  );
  assertEquals(run.error?.kind, "script");
  assertEquals(run.error?.line, 3);
  assertEquals(run.error?.stack?.includes("runner.mjs"), false);
  assertMatch(run.error?.message ?? "", /^TypeError: /);
});

Deno.test("executeTemplate() counts lines in the template's text", async () => {
  await using posthog = startSmallPostHog();
  await using executor = executorFor(posthog);
  const template = defineTemplate({
    name: "fails_in_line_two",
    parameters: z.strictObject({
      a: z.string().default("x\ny"),
      b: z.string().default("z"),
    }),
    script: `export default () => {\n  throw new Error("here");\n};`,
  });
  const run = await executor.executeTemplate(template);
  assertEquals(run.error?.line, 2);
});

Deno.test("executeScript() keeps the result of a script that went elsewhere", async () => {
  await using posthog = startSmallPostHog();
  await using executor = executorFor(posthog);
  const run = await executor.executeScript(
    `export default () => { Deno.chdir("run"); return 1; };`,
  );
  assertEquals([run.error, run.result], [undefined, 1]);
});

Deno.test("executeScript() understands TypeScript", async () => {
  await using posthog = startSmallPostHog();
  await using executor = executorFor(posthog);
  const run = await executor.executeScript(
    `interface P { a: number }\nexport default ({ params }: { params: P }): number => params.a * 2;`,
    { params: { a: 21 } },
  );
  assertEquals(run.result, 42);
});

Deno.test("executeScript() reports progress and keeps it out of the output", async () => {
  await using posthog = startSmallPostHog();
  const seen: unknown[] = [];
  await using executor = executorFor(posthog, {
    onProgress: (progress) => seen.push(progress),
  });
  const run = await executor.executeScript(
    `export default ({ progress }) => {
      console.log("a line"); progress("half way", 1, 2); console.log('{"message":"forged"}');
    };`,
  );
  assertEquals(seen, [{ message: "half way", done: 1, total: 2 }]);
  assertEquals(run.output, `a line\n{"message":"forged"}\n`);
  assertEquals(run.result, null);
});

Deno.test("executeScript() tells each way of failing apart", async (t) => {
  await using posthog = startSmallPostHog();
  await using executor = executorFor(posthog);
  const cases: readonly {
    kind: string;
    says: string;
    script: string;
  }[] = [
    { kind: "syntax", says: "line 2, column 3", script: "let a;\n  ]" },
    {
      kind: "syntax",
      says: "no default export",
      script: "export const a = 1;",
    },
    {
      kind: "timeout",
      says: "300 ms",
      script: "export default () => { for (;;); };",
    },
    {
      kind: "script",
      says: "can no longer happen",
      script: "export default () => new Promise(() => {});",
    },
    {
      kind: "script",
      says: "exit code 3",
      script: "export default () => Deno.exit(3);",
    },
    {
      kind: "script",
      says: "threw nothing much",
      script: `export default () => { throw "nothing much"; };`,
    },
    {
      kind: "script",
      says: "in the background",
      script:
        `export default () => { Promise.reject(new Error("in the background")); return new Promise((r) => setTimeout(r, 1000)); };`,
    },
    {
      kind: "bad_result",
      says: "result.rows.1.f is a function",
      script: "export default () => ({ rows: [1, { f() {} }] });",
    },
    {
      kind: "bad_result",
      says: "circular",
      script: "export default () => { const a = {}; a.a = a; return a; };",
    },
    {
      kind: "output_flood",
      says: "printed more",
      script:
        `export default () => { for (;;) console.log("x".repeat(1_000_000)); };`,
    },
  ];
  for (const { kind, says, script } of cases) {
    await t.step(`${kind}: ${says}`, async () => {
      const run = await executor.executeScript(script, {
        timeoutMs: kind === "timeout" ? 300 : 20_000,
      });
      assertEquals(run.success, false);
      assertEquals(run.result, undefined);
      assertEquals(run.error?.kind, kind, run.error?.message);
      assertStringIncludes(run.error?.message ?? "", says);
    });
  }
});
