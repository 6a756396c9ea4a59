import { assertEquals } from "@std/assert";
import { z } from "zod";

const Lock = z.looseObject({
  npm: z.record(
    z.string(),
    z.looseObject({
      os: z.array(z.string()).optional(),
      cpu: z.array(z.string()).optional(),
    }),
  ),
});

// A registry may carry only one platform's package, and resolving anew would
// then drop the others from the lock: everybody else could no longer start.
Deno.test("deno.lock lists chdb's package for every platform", async () => {
  const file = new URL("../../deno.lock", import.meta.url);
  const { npm } = Lock.parse(JSON.parse(await Deno.readTextFile(file)));
  const listed = Object.entries(npm)
    .filter(([name]) => name.startsWith("@chdb/lib-"))
    .map(([name, { os, cpu }]) => [name.replace(/@[^@]*$/, ""), os, cpu]);
  assertEquals(listed, [
    ["@chdb/lib-darwin-arm64", ["darwin"], ["arm64"]],
    ["@chdb/lib-darwin-x64", ["darwin"], ["x64"]],
    ["@chdb/lib-linux-arm64-gnu", ["linux"], ["arm64"]],
    ["@chdb/lib-linux-x64-gnu", ["linux"], ["x64"]],
  ]);
});
