import { assert, assertEquals } from "@std/assert";
import { openEmbeddedPostHog } from "../../../local/mod.ts";
import { compileHogQL, HogQLError } from "../../../local/hogql/mod.ts";
import { ask } from "../calls.ts";
import { project } from "./project.ts";

/** Names that would read a file if they were printed as they are. */
const NAMES: readonly string[] = [
  "`x -> file('/etc/passwd') z`",
  "`a``b -> file('/etc/passwd') z`",
  "`a\\`, file('/etc/passwd') z`",
  "\"x -> file('/etc/passwd') z\"",
  "`a\\0\\nb -> file('/etc/passwd') z`",
];

/** Every place where somebody may give a name or use one. */
const PLACES: readonly string[] = [
  "SELECT 1 AS NAME",
  "SELECT NAME.event FROM events AS NAME",
  "WITH NAME AS (SELECT 1 AS a) SELECT a FROM NAME",
  "WITH 1 AS NAME SELECT NAME",
  "SELECT NAME FROM (SELECT 1 AS NAME)",
  "SELECT a FROM (SELECT 1 AS a) AS NAME",
  "SELECT arrayMap(NAME -> NAME, [1])",
  "SELECT arrayMap((NAME, b) -> b, [1], [2])",
  "SELECT arrayFold((NAME, b) -> NAME + b, [1], 0)",
  "SELECT arraySort(NAME -> -NAME, [2, 1])",
  "SELECT count() OVER NAME FROM events WINDOW NAME AS (PARTITION BY event)",
  "SELECT NAME FROM events ARRAY JOIN [1, 2] AS NAME",
  "SELECT properties.NAME, person.properties.NAME FROM events",
  "SELECT group_0.properties.NAME, session.NAME FROM events",
  "SELECT NAME FROM events",
  "SELECT NAME(1)",
  "SELECT * FROM NAME",
  "SELECT event AS NAME FROM events GROUP BY NAME ORDER BY NAME",
  "SELECT event AS NAME FROM events LIMIT 1 BY NAME",
  "SELECT a.event FROM events AS a JOIN (SELECT distinct_id AS NAME FROM events) AS b ON a.distinct_id = b.NAME",
  "SELECT CAST(1 AS NAME)",
  "SELECT 1::NAME",
  "SELECT {NAME}",
  "SELECT (1 AS NAME, 2).1",
  "SELECT quantile(0.5)(1 AS NAME)",
  "SELECT * EXCEPT (NAME) FROM events",
  "SELECT * REPLACE (1 AS NAME) FROM events",
  "SELECT INTERVAL 1 NAME",
  "SELECT dateTrunc(NAME, now())",
  "SELECT 1 AS a UNION ALL SELECT 2 AS NAME",
  "WITH RECURSIVE NAME AS (SELECT 1) SELECT * FROM NAME",
];

/** The SQL without what is quoted in it. */
function unquoted(sql: string): string {
  return sql.replace(/`(?:\\.|``|[^`\\])*`|'(?:\\.|''|[^'\\])*'/gs, "");
}

Deno.test("a name is printed as a name, wherever it stands", async (t) => {
  let compiled = 0;
  for (const place of PLACES) {
    await t.step(place, async () => {
      for (const name of NAMES) {
        const text = place.replaceAll("NAME", name);
        const sql = await compileHogQL(text, {}, project()).then(
          ({ sql }) => sql,
          (error) => {
            assert(error instanceof HogQLError, `${text}: ${error}`);
          },
        );
        if (sql === undefined) continue;
        compiled += 1;
        assertEquals(unquoted(sql).includes("file"), false, sql);
      }
    });
  }
  assert(compiled > PLACES.length, String(compiled));
});

Deno.test("a lambda's argument may have any name, and reads nothing", async () => {
  await using posthog = await openEmbeddedPostHog();
  const odd = await ask(
    posthog,
    "SELECT arrayMap(`my x` -> `my x` + 1, [1]), " +
      "arrayMap((all, `b``c`) -> all + `b``c`, [1], [2])",
  );
  assertEquals(odd.body.results, [[[2], [3]]]);
  const hostile = "SELECT arrayMap(`x -> x, (SELECT groupArray(line) " +
    "FROM file('/etc/passwd', 'LineAsString'))), arrayMap(z` -> 1, [1])";
  const { body } = await ask(posthog, hostile);
  assertEquals(body.results, [[[1]]]);
});
