import { assertEquals, assertRejects } from "@std/assert";
import { openEmbeddedPostHog } from "../../local/mod.ts";
import { ClickHouseError } from "../../local/chdb.ts";
import { Engine } from "../../local/store/engine.ts";
import { ask, rows } from "./calls.ts";

Deno.test("a query that would take all memory is refused, and others go on", async () => {
  await using posthog = await openEmbeddedPostHog();
  const greedy =
    "SELECT length(arrayMap(x -> repeat('abcdefgh', 100000), range(200000)))";
  const { status, body } = await ask(posthog, greedy);
  assertEquals([status, body.code], [513, "clickhouse_memory_limit_exceeded"]);
  assertEquals(await rows(posthog, "SELECT 1"), [[1]]);
});

Deno.test("a read changes nothing, whatever its statement says", async () => {
  const dataDir = await Deno.makeTempDir();
  const engine = await Engine.open(dataDir);
  try {
    await engine.execute("CREATE TABLE t (a Int8) ENGINE = Memory");
    for (const sql of ["INSERT INTO t SELECT 1", "DROP TABLE t"]) {
      const error = await assertRejects(
        () => engine.read(sql, { format: "TSV", maxSeconds: 5 }),
        ClickHouseError,
      );
      assertEquals(error.symbol, "READONLY");
    }
    assertEquals(await engine.rows("SELECT count() AS n FROM t"), [{ n: 0 }]);
  } finally {
    await engine.close();
    await Deno.remove(dataDir, { recursive: true });
  }
});
