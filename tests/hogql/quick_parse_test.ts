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
  "1 -2 1.5 't' {v} true null * now() `q` person.properties.y"
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
];

const QUERIES = [
  "SELECT # FROM t",
  "SELECT # AS a, #\nFROM (SELECT # FROM t) AS u WHERE # GROUP BY #, b " +
  "HAVING # ORDER BY # DESC, # LIMIT 5",
  "SELECT DISTINCT # FROM system.x y -- a note\nWHERE # LIMIT 1 OFFSET 2",
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
    "SELECT 'it''s'",
    "SELECT 'a\\n'",
    "SELECT a FROM t UNION ALL SELECT b FROM t",
    "WITH x AS (SELECT 1) SELECT * FROM x",
    "SELECT a FROM t JOIN u ON t.a = u.a",
    "SELECT a BETWEEN 1 AND 2",
    "SELECT a = b = c",
    "SELECT CASE WHEN a THEN b END",
    "SELECT sum(a) OVER (ORDER BY b ROWS UNBOUNDED PRECEDING) FROM t",
    "SELECT sum(a) OVER w FROM t WINDOW w AS (ORDER BY b)",
    "SELECT x -> a AS b",
    "SELECT a FROM t FINAL",
    "SELECT a ? b : c",
    "SELECT 1e3, 0x1f",
    "SELECT 9007199254740993",
    `SELECT ${"(".repeat(100_000)}`,
  ];
  for (const text of texts) {
    assertEquals(parseQuick(text, "select"), undefined, text.slice(0, 40));
  }
});
