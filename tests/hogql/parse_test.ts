import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type Constant,
  HogQLSyntaxError,
  parseExpr,
  parseSelect,
  type SelectQuery,
} from "../../hogql/mod.ts";

async function constants(text: string): Promise<Constant["value"][]> {
  const { select } = await parseSelect(text) as SelectQuery;
  return select.map((expr) => expr.node === "Constant" ? expr.value : null);
}

Deno.test("parseSelect() gives the tree with PostHog's names", async () => {
  const query = await parseSelect(
    "SELECT event FROM events WHERE properties.$browser = 'Chrome' LIMIT 5",
  ) as SelectQuery;
  assertEquals(query.node, "SelectQuery");
  assertEquals(query.where?.node, "CompareOperation");
  assertEquals(query.limit?.node, "Constant");
});

Deno.test("parseSelect() keeps the digits of numbers that JavaScript would change", async () => {
  assertEquals(await constants("SELECT 1, 12345678901234567890, 1.0, 0.10"), [
    1,
    "12345678901234567890",
    "1.0",
    "0.1",
  ]);
});

Deno.test("parseSelect() says where a text stops being HogQL, in code points", async () => {
  const error = await assertRejects(
    () => parseSelect("SELECT '😀' FROM events WHERE"),
    HogQLSyntaxError,
  );
  assertEquals(error.start, 28);
});

Deno.test("parseSelect() still works after a text that broke the parser", async () => {
  await assertRejects(
    () => parseSelect(`SELECT 1${" + 1".repeat(2_000)}`),
    HogQLSyntaxError,
    "too complex",
  );
  assertEquals(await constants("SELECT 7"), [7]);
});

Deno.test("parseSelect() gives up at the deadline, and the next text is fine", async () => {
  const deep = `SELECT ${"(".repeat(150)}1${")".repeat(150)}`;
  await assertRejects(
    () => parseSelect(deep, { deadlineMs: 300 }),
    HogQLSyntaxError,
    "within 300 ms",
  );
  assertEquals(await constants("SELECT 8"), [8]);
});

Deno.test("parseSelect() is quick with nested calls, whatever came before", async () => {
  for (let depth = 1; depth <= 10; depth++) {
    const text = `SELECT ${"lower(".repeat(depth)}'x'${")".repeat(depth)}`;
    assertEquals((await parseSelect(text)).node, "SelectQuery");
  }
});

Deno.test("parseSelect() refuses empty and enormous texts without parsing them", async () => {
  await assertRejects(() => parseSelect("  "), HogQLSyntaxError, "Empty query");
  await assertRejects(
    () => parseSelect(`SELECT '${"x".repeat(1_000_001)}'`),
    HogQLSyntaxError,
    "Query size exceeded",
  );
});

Deno.test("parseExpr() parses one expression and nothing after it", async () => {
  assertEquals((await parseExpr("a ?? 'none'")).node, "Call");
  await assertRejects(
    () => parseExpr("1; DROP TABLE events"),
    HogQLSyntaxError,
  );
});

Deno.test("parseSelect() returns the same tree for the same text", async () => {
  const text = "SELECT count() FROM events";
  const first = await parseSelect(text);
  assert(await parseSelect(text) === first);
});
