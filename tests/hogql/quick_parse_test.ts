import { assert, assertEquals } from "@std/assert";
import { decode } from "../../hogql/decode.ts";
import { createInstance } from "../../hogql/instance.ts";
import { parseQuick } from "../../hogql/quick/select.ts";

/** Pseudo-random numbers that are the same in every run. */
function generator(seed: number): <Item>(items: readonly Item[]) => Item {
  let state = seed;
  return (items) => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    const item = items[Math.floor(state / 0x80000000 * items.length)];
    assert(item !== undefined);
    return item;
  };
}

const ATOMS = (
  "a b e.c properties.$x properties.`odd_name` timestamp first step key if any date " +
  "1 -2 1.5 2.50 60.0 't' 'it''s' 'a\\\\d\\n' {v} {variables.x} true null * now() `q` \"d\" interval columns " +
  "person.properties.y"
).split(" ");

/** How expressions are built; each # is another expression. */
const SHAPES = [
  "# + #",
  "# - #",
  "#-#",
  "# * # / #",
  "# % #",
  "# = #",
  "# != #",
  "# >= #",
  "# AND #",
  "# OR # AND #",
  "NOT #",
  "NOT (#) = #",
  "(#)",
  "(#, #)",
  "[#, #]",
  "f(#)",
  "count(DISTINCT #)",
  "quantile(0.5)(#)",
  "a IN (#, #)",
  "# NOT IN #",
  "# LIKE #",
  "# NOT ILIKE #",
  "# IS NULL",
  "# IS NOT NULL",
  "map(x -> #, #)",
  "g((x, y) -> #)",
  "a[#]",
  "#.1",
  "(#).2",
  "# IN COHORT 3",
  "# - INTERVAL 7 DAY",
  "(SELECT # FROM t)",
  "count() OVER ()",
  "sum(#) OVER ( PARTITION BY #, b ORDER BY # DESC, a )",
  "quantile(0.5)(#) OVER (ORDER BY #)",
  "sum(#) OVER (ORDER BY # ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)",
  "max(#) OVER (PARTITION BY a RANGE UNBOUNDED PRECEDING)",
  "# BETWEEN # AND #",
  "# NOT BETWEEN # AND # AND #",
  "CASE WHEN # THEN # END",
  "CASE WHEN # THEN # WHEN # THEN # ELSE # END",
  "CASE # WHEN # THEN # ELSE # END",
  "# || #",
  "a || # || 'x'",
  "# =~ #",
  "# !~* #",
  "and(#, #)",
  "or(#, in(#, (#, 2)))",
  "a[#].k",
  "a.b.1.k[#]",
  "(WITH x AS (SELECT #) SELECT # FROM x)",
  "f(# AS n, #)",
  "(# AS m).1",
  "[#, # AS o]",
  "sum(#) OVER w",
];

const QUERIES = [
  "SELECT # FROM t",
  "SELECT # AS a, #\nFROM (SELECT # FROM t) AS u WHERE # GROUP BY #, b " +
  "HAVING # ORDER BY # DESC, # LIMIT 5",
  "SELECT DISTINCT # FROM system.x y -- a note\nWHERE # LIMIT 1 OFFSET 2",
  "SELECT # c, /* a\nnote */ # AS d FROM t WHERE # GROUP BY ALL ORDER BY # LIMIT 1 BY #, b LIMIT 2",
  "WITH x AS (SELECT # FROM t), # AS y SELECT #, y FROM x",
  "SELECT # FROM t AS x LEFT OUTER JOIN u ON # INNER JOIN (SELECT # FROM v) w USING (a, b) WHERE #",
  "SELECT # FROM a, b c CROSS JOIN d JOIN e USING k FULL JOIN f ON # ORDER BY #",
  "SELECT # UNION ALL SELECT # FROM t UNION SELECT # LIMIT 3",
  "(SELECT #) EXCEPT (SELECT # FROM t)",
  "SELECT # AS 'a name' FROM numbers(#, 3) AS n LEFT ARRAY JOIN # AS i, b AS j WHERE #",
  "SELECT # FROM numbers(2) JOIN numbers(#) m ON # ARRAY JOIN # AS k",
  "SELECT # FROM t HAVING # WINDOW w AS (ORDER BY #), v AS (PARTITION BY a) ORDER BY #",
  "SELECT # FROM (SELECT # INTERSECT WITH 1 AS o SELECT #) AS s",
];

function fill(
  shape: string,
  depth: number,
  pick: ReturnType<typeof generator>,
): string {
  return shape.replaceAll(
    "#",
    () => depth === 0 ? pick(ATOMS) : fill(pick(SHAPES), depth - 1, pick),
  );
}

/** Keys in one order, so that trees can be compared as text. */
function sorted(tree: unknown): unknown {
  if (Array.isArray(tree)) return tree.map(sorted);
  if (typeof tree !== "object" || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(tree).sort(([a], [b]) => a < b ? -1 : 1)
      .map(([key, value]) => [key, sorted(value)]),
  );
}

Deno.test("parseQuick() gives the tree of PostHog's parser, places included, or none", async () => {
  const pick = generator(20261125);
  let quick = 0;
  for (let round = 0; round < 150; round += 1) {
    const text = fill(pick(QUERIES), pick([0, 1, 1, 1, 2]), pick);
    const tree = parseQuick(text, "select");
    if (tree === undefined) continue;
    quick += 1;
    const parser = await createInstance();
    const expected = decode(parser.parse(text, "select"));
    assertEquals(sorted(tree), sorted(expected), text);
  }
  assert(quick > 80, `${quick} of 150 were simple`);
});

Deno.test("parseQuick() leaves what is wrong or not simple to PostHog's parser", () => {
  const texts = [
    "",
    "SELECT",
    "SELECT a FROM",
    "SELECT a,, b FROM t",
    "SELECT 'a\\d'",
    "SELECT a FROM t UNION ALL SELECT b FROM t LIMIT 1 OFFSET 2",
    "SELECT 1 UNION ALL (SELECT 2 UNION ALL SELECT 3)",
    "WITH RECURSIVE x AS (SELECT 1) SELECT * FROM x",
    "SELECT a FROM t ASOF JOIN u ON t.a = u.a",
    "SELECT a FROM t ARRAY JOIN b",
    "SELECT * FROM (VALUES (1)) AS t",
    "SELECT * FROM (t)",
    "SELECT * FROM CASE WHEN a THEN b END",
    "SELECT a = b = c",
    "SELECT a = b BETWEEN 1 AND 2",
    "SELECT CASE a WHEN b THEN c END",
    "SELECT a + b || c",
    "SELECT COLUMNS('a') FROM t",
    "SELECT x -> a AS b",
    "SELECT a FROM t FINAL",
    "SELECT a ? b : c",
    "SELECT a ?? b",
    "SELECT f'{a}'",
    "SELECT a::int",
    "SELECT 1e3, 0x1f",
    "SELECT 9007199254740993",
    `SELECT ${"(".repeat(100_000)}`,
  ];
  for (const text of texts) {
    assertEquals(parseQuick(text, "select"), undefined, text.slice(0, 40));
  }
});
