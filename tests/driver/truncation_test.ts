import { assertEquals, assertMatch } from "@std/assert";
import { nodeOf, table, wire } from "./wire.ts";

/** One line: the query, what came, what must be said. */
// deno-fmt-ignore
const CASES: readonly {
  readonly what: string;
  readonly hogql: string;
  readonly limit?: number;
  readonly values?: Record<string, number>;
  readonly rows: number;
  readonly server?: Record<string, unknown>;
  readonly truncated: boolean | null;
  readonly inForce: number | null;
  readonly warns?: boolean;
}[] = [
  { what: "no LIMIT and all rows", hogql: "SELECT a FROM persons", rows: 3, server: { hasMore: false, limit: 100 }, truncated: false, inForce: 100 },
  { what: "the silent 100", hogql: "SELECT a FROM persons", rows: 100, server: { hasMore: true, limit: 100 }, truncated: true, inForce: 100, warns: true },
  { what: "its own LIMIT, not filled", hogql: "SELECT a FROM persons LIMIT 10", rows: 9, truncated: false, inForce: 10 },
  { what: "its own LIMIT, filled", hogql: "SELECT a FROM persons LIMIT 10", rows: 10, truncated: null, inForce: 10 },
  { what: "LIMIT with OFFSET", hogql: "SELECT a FROM persons LIMIT 10 OFFSET 5", rows: 10, truncated: null, inForce: 10 },
  { what: "LIMIT from a value", hogql: "SELECT a FROM persons LIMIT {n}", values: { n: 5 }, rows: 5, truncated: null, inForce: 5 },
  { what: "LIMIT from a value, not filled", hogql: "SELECT a FROM persons LIMIT {n}", values: { n: 5 }, rows: 4, truncated: false, inForce: 5 },
  { what: "LIMIT as an expression", hogql: "SELECT a FROM persons LIMIT 2 * 5", rows: 10, truncated: null, inForce: null },
  { what: "LIMIT in a subquery only", hogql: "SELECT a FROM (SELECT a FROM persons LIMIT 500)", rows: 100, server: { hasMore: true, limit: 100 }, truncated: true, inForce: 100, warns: true },
  { what: "LIMIT in a string and a comment", hogql: "SELECT 'LIMIT 7' FROM persons -- LIMIT 8\n LIMIT 10", rows: 9, truncated: false, inForce: 10 },
  { what: "LIMIT BY is no limit", hogql: "SELECT a FROM persons LIMIT 2 BY a LIMIT 10", rows: 10, truncated: null, inForce: 10 },
  { what: "the clamp at 50,000, filled", hogql: "SELECT a FROM persons LIMIT 100000", rows: 50_000, truncated: true, inForce: 50_000, warns: true },
  { what: "the clamp at 50,000, not filled", hogql: "SELECT a FROM persons LIMIT 100000", rows: 49_999, truncated: false, inForce: 50_000 },
  { what: "UNION ALL whose branches have no LIMIT", hogql: "SELECT a FROM persons UNION ALL SELECT a FROM persons", rows: 150, truncated: null, inForce: 200, warns: true },
  { what: "UNION ALL with few rows", hogql: "SELECT a FROM persons UNION ALL SELECT a FROM persons", rows: 99, truncated: false, inForce: 200 },
  { what: "UNION ALL in brackets", hogql: "(SELECT a FROM persons LIMIT 10) UNION ALL (SELECT a FROM persons LIMIT 20)", rows: 9, truncated: false, inForce: 30 },
  { what: "UNION ALL with filled limits", hogql: "(SELECT a FROM persons LIMIT 10) UNION ALL (SELECT a FROM persons LIMIT 20)", rows: 30, truncated: null, inForce: 30 },
  { what: "EXCEPT proves nothing", hogql: "SELECT a FROM persons EXCEPT SELECT a FROM persons", rows: 0, truncated: null, inForce: 200, warns: true },
  { what: "asked for, and more came", hogql: "SELECT a FROM persons", limit: 5, rows: 6, truncated: true, inForce: 5, warns: true },
  { what: "asked for, and exactly as many exist", hogql: "SELECT a FROM persons", limit: 5, rows: 5, truncated: false, inForce: 5 },
  { what: "asked for less than its own LIMIT", hogql: "SELECT a FROM persons LIMIT 100", limit: 5, rows: 6, truncated: true, inForce: 5, warns: true },
  { what: "asked for more than its own LIMIT", hogql: "SELECT a FROM persons LIMIT 3", limit: 5, rows: 3, truncated: null, inForce: 3 },
  { what: "asked for the most there can be", hogql: "SELECT a FROM persons", limit: 50_000, rows: 50_000, truncated: null, inForce: 50_000 },
  { what: "no rows at all", hogql: "SELECT a FROM persons LIMIT {n} * 2", values: { n: 1 }, rows: 0, truncated: false, inForce: null },
];

for (
  const { what, hogql, limit, values, rows, server, truncated, inForce, warns }
    of CASES
) {
  Deno.test(`query() tells whether it was cut: ${what}`, async () => {
    const { client } = wire(() =>
      table(["a"], Array.from({ length: rows }, (_, i) => [i]), server)
    );
    const { envelope, rows: given } = await client.query(hogql, {
      ...(limit !== undefined && { limit }),
      ...(values !== undefined && { values }),
    });
    assertEquals(envelope.truncated, truncated);
    assertEquals(envelope.limit, inForce);
    assertEquals(envelope.warnings.length > 0, warns === true);
    assertEquals(given.length, Math.min(rows, limit ?? rows));
    assertEquals(envelope.rows, given.length);
  });
}

// deno-fmt-ignore
const REWRITES: readonly [hogql: string, limit: number, sent: RegExp][] = [
  ["SELECT a FROM persons", 5, /^SELECT a FROM persons\nLIMIT 6$/],
  ["SELECT a FROM persons; -- end", 5, /^SELECT a FROM persons\nLIMIT 6; -- end$/],
  ["SELECT a FROM persons LIMIT 100 -- end", 5, /^SELECT a FROM persons LIMIT 6 -- end$/],
  ["SELECT a FROM persons LIMIT 3", 5, /LIMIT 3$/],
  ["SELECT a FROM persons", 50_000, /LIMIT 50000$/],
  ["SELECT 1 UNION ALL SELECT 2", 5, /^SELECT 1\nLIMIT 6 UNION ALL SELECT 2\nLIMIT 6$/],
  ["(SELECT 1) UNION ALL (SELECT 2 LIMIT 9)", 5, /^\(SELECT 1\nLIMIT 6\) UNION ALL \(SELECT 2 LIMIT 6\)$/],
  ["SELECT 1 EXCEPT SELECT 2", 5, /^SELECT 1\nLIMIT 50000 EXCEPT SELECT 2\nLIMIT 50000$/],
  ["WITH x AS (SELECT 1 LIMIT 2) SELECT * FROM x", 5, /FROM x\nLIMIT 6$/],
];

for (const [hogql, limit, sent] of REWRITES) {
  Deno.test(`query() puts the limit where it belongs: ${hogql}`, async () => {
    const { client, asked } = wire(() => table(["a"], []));
    await client.query(hogql, { limit });
    assertMatch(String(nodeOf(asked[0])["query"]), sent);
  });
}
