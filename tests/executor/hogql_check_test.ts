import type { RunResult } from "@posthog-driver/posthog-driver/executor";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { executorFor } from "./executor_for.ts";
import { startSmallPostHog } from "./small_posthog.ts";

async function errorOf(
  script: string,
  params: Record<string, unknown> = {},
): Promise<RunResult> {
  await using posthog = startSmallPostHog();
  await using executor = executorFor(posthog);
  return await executor.executeScript(script, { params });
}

Deno.test("executeScript() finds wrong HogQL before a sandbox starts", async (t) => {
  const cases: readonly {
    name: string;
    script: string;
    line: number | undefined;
    column: number | undefined;
  }[] = [
    {
      name: "in a string",
      script: `export default ({ client }) => client.query("SELEC 1");`,
      line: 1,
      column: 46,
    },
    {
      name: "in a template literal of several lines",
      script:
        "export default async (context) => {\n  await context.client.query(`\n    SELECT event\n    FORM events WHERE`);\n};",
      line: 4,
      column: 10,
    },
    {
      name: "in a constant",
      script:
        'const LATEST = "SELECT event FROM events ORDER";\nexport default ({ client }) => client.queryBatches(LATEST);',
      line: 1,
      column: 47,
    },
    {
      name: "in a string with escapes, whose place is only known in the query",
      script:
        `export default ({ client }) => client.query("SELECT '\\u0041' FROM");`,
      line: undefined,
      column: undefined,
    },
  ];
  for (const { name, script, line, column } of cases) {
    await t.step(name, async () => {
      const { error, sandbox } = await errorOf(script);
      assertEquals(error?.kind, "syntax");
      assertEquals(error?.code, "hogql_syntax_error");
      assertEquals(sandbox, undefined);
      assertEquals(
        [error?.line, error?.column],
        [line, column],
        error?.message,
      );
    });
  }
});

Deno.test("executeScript() checks parameters that hold HogQL", async () => {
  const script =
    "export default ({ client, params }) => client.query(params.hogql_query);";
  const { error } = await errorOf(script, {
    hogql_query: "SELECT event FORM events WHERE",
  });
  assertEquals(error?.kind, "syntax");
  assertStringIncludes(error?.message ?? "", 'parameter "hogql_query"');
});

Deno.test("executeScript() leaves HogQL that is made at run time to PostHog", async () => {
  const { error } = await errorOf(
    "export default ({ client, params }) => client.query(`SELECT ${params.a}`);",
    { a: "1" },
  );
  assertEquals(error, undefined);
});
