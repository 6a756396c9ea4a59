import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import { compileHogQL, HogQLError } from "../../../local/hogql/mod.ts";
import { ask, rows } from "../calls.ts";
import { FORBIDDEN, STATEMENTS, TOO_MUCH } from "./hostile_queries.ts";
import { project } from "./project.ts";

async function problem(query: string): Promise<string> {
  try {
    const { sql } = await compileHogQL(query, {}, project());
    return `compiled to ${sql.slice(0, 500)}`;
  } catch (error) {
    assert(error instanceof HogQLError, `${query.slice(0, 200)}: ${error}`);
    return "refused";
  }
}

for (const name of FORBIDDEN) {
  Deno.test(`compileHogQL() lets nothing reach ${name}`, async () => {
    for (
      const query of [
        `SELECT ${name}('/etc/passwd', 'x', 'y')`,
        `SELECT * FROM ${name}('/etc/passwd', 'CSV', 'x String')`,
        `SELECT * FROM ${name}`,
        `SELECT 1 IN (SELECT ${name}('x'))`,
        `WITH ${name}('x') AS y SELECT y`,
        `SELECT \`${name}\`('x') FROM events`,
        `SELECT arrayMap(x -> ${name}(x), [1])`,
      ]
    ) {
      assertEquals(await problem(query), "refused", query);
    }
  });
}

for (const query of STATEMENTS) {
  Deno.test(`compileHogQL() refuses ${query.slice(0, 60)}`, async () => {
    assertEquals(await problem(query), "refused", query);
  });
}

for (const [what, query] of TOO_MUCH) {
  Deno.test(`compileHogQL() survives ${what}`, async () => {
    await problem(query());
    const { columns } = await compileHogQL("SELECT 1 AS a", {}, project());
    assertEquals(columns, ["a"]);
  });
}

/** Texts that would do harm as SQL, and are only texts. */
const TEXTS: readonly string[] = [
  "'; DROP TABLE posthog.events; --",
  "\\'; DROP TABLE posthog.events; --",
  "\\\\'; SELECT 1; --",
  "' UNION ALL SELECT * FROM file('/etc/passwd') --",
  "/* */ -- // `\"'\\",
  "{event}",
  "%(x)s %s {{x}} ${x}",
  "\u0000\u0007\b\f\n\r\t\v",
  "\u2028\u2029\u202e🦔",
  "$__proto__ constructor toString",
];

Deno.test("compileHogQL() keeps hostile texts as they are, in values and in literals", async () => {
  await using posthog = await openEmbeddedPostHog();
  for (const text of TEXTS) {
    const { status, body } = await ask(posthog, "SELECT {text} AS text", {
      query: {
        kind: "HogQLQuery",
        query: "SELECT {text} AS text, length({text}) > 0",
        values: { text },
      },
    });
    assertEquals([status, body.results?.[0]?.[0]], [200, text]);
  }
  assertEquals(await rows(posthog, "SELECT count() FROM events"), [[0]]);
});

Deno.test("compileHogQL() keeps hostile names of properties and columns as names", async () => {
  for (const text of TEXTS) {
    // deno-lint-ignore no-control-regex -- they cannot be written in HogQL
    const quoted = text.replace(/[\\'\n\r\t\b\f\v\u0007\u0000]/g, "_");
    const { sql } = await compileHogQL(
      `SELECT properties['${quoted}'] FROM events`,
      {},
      project(),
    );
    assertStringIncludes(sql, "FROM posthog.events AS events");
  }
});
