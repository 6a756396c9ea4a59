import { PostHogAgentExecutor } from "@posthog-driver/posthog-driver/executor";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { startSmallPostHog } from "./small_posthog.ts";

/** A script whose query stands in its second line. */
const asking = (hogql: string) =>
  `export default async ({ client }) =>\n  (await client.query("${hogql}", { values: { days: 7 } })).rows;`;

const UNKNOWN: readonly {
  readonly hogql: string;
  readonly code: string;
  readonly column: number;
  readonly hint: string;
}[] = [
  {
    hogql: "SELECT evnt FROM events",
    code: "unknown_field",
    column: 31,
    hint: '"event"',
  },
  {
    hogql:
      "SELECT event FROM evnts WHERE timestamp > now() - toIntervalDay({days})",
    code: "unknown_table",
    column: 42,
    hint: '"events"',
  },
  {
    hogql: "SELECT event, contIf(1) FROM events",
    code: "unknown_function",
    column: 38,
    hint: "countIf",
  },
];

const KNOWN: readonly string[] = [
  "SELECT event FROM events WHERE timestamp > now() - toIntervalDay({days})",
  // The driver finds it as system.cohorts.
  "SELECT name FROM cohorts",
  "SELECT properties.never_sent, person.properties.x FROM events",
];

Deno.test("executeScript() refuses names that PostHog does not know", async (t) => {
  await using posthog = await openEmbeddedPostHog();
  const { url } = await posthog.serve();
  await using executor = new PostHogAgentExecutor({
    connection: { ...posthog, apiUrl: url },
  });
  for (const { hogql, code, column, hint } of UNKNOWN) {
    await t.step(hogql, async () => {
      const { error, sandbox } = await executor.executeScript(asking(hogql));
      assertEquals([error?.kind, error?.code], ["syntax", code]);
      assertEquals(sandbox, undefined);
      assertEquals([error?.line, error?.column], [2, column]);
      assertStringIncludes(error?.hint ?? "", hint);
    });
  }
  for (const hogql of KNOWN) {
    await t.step(hogql, async () => {
      const { error } = await executor.executeScript(asking(hogql));
      assertEquals(error, undefined);
    });
  }
});

Deno.test("executeTemplate() checks names in parameters that hold HogQL", async () => {
  await using posthog = await openEmbeddedPostHog();
  const { url } = await posthog.serve();
  await using executor = new PostHogAgentExecutor({
    connection: { ...posthog, apiUrl: url },
  });
  const { error, sandbox } = await executor.executeTemplate("hogql_query", {
    hogql_query: "SELECT evnt FROM events",
  });
  assertEquals([error?.code, sandbox], ["unknown_field", undefined]);
  assertStringIncludes(error?.message ?? "", 'parameter "hogql_query"');
});

Deno.test("executeScript() asks for the names of a query once, and runs where there is no answer", async () => {
  let isDown = false;
  const kinds: string[] = [];
  await using posthog = startSmallPostHog(async (request) => {
    const { query } = await request.json();
    kinds.push(query.kind);
    if (query.kind === "HogQLQuery") {
      return Response.json({ results: [], columns: [], types: [] });
    }
    return isDown
      ? new Response("down", { status: 503 })
      : Response.json({ isValid: true, errors: [] });
  });
  await using executor = new PostHogAgentExecutor({
    connection: {
      apiUrl: posthog.url,
      projectId: "1",
      personalApiKey: "phx_k",
    },
  });
  for (const hogql of ["SELECT 1", "SELECT 1", "SELECT 2", "SELECT 2"]) {
    isDown = hogql === "SELECT 2";
    const { error } = await executor.executeScript(asking(hogql));
    assertEquals(error, undefined);
  }
  assertEquals(kinds, [
    "HogQLMetadata",
    "HogQLQuery",
    "HogQLQuery",
    "HogQLMetadata",
    "HogQLQuery",
    "HogQLQuery",
  ]);
});
