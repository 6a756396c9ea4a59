import { assertEquals } from "@std/assert";
import { openGround } from "./ground.ts";
import { SCENARIOS } from "./scenarios.ts";
import { SURFACES } from "./surfaces.ts";

Deno.test("every surface plays the same scenarios to the same end", async (t) => {
  await using ground = await openGround();
  for (const [surface, play] of Object.entries(SURFACES)) {
    for (const scenario of SCENARIOS) {
      await t.step(`${surface}: ${scenario.name}`, async () => {
        scenario.check(await play(ground, scenario));
      });
    }
  }
  await t.step("only approved writes reached the project", async () => {
    const { result } = await ground.executor.executeScript(
      `export default async ({ client }) => (await client.query(
         "SELECT event, count() AS n FROM events WHERE event IN ('refused_event', 'approved_event') GROUP BY event"
       )).rows;`,
    );
    const n = Object.keys(SURFACES).length;
    assertEquals(result, [{ event: "approved_event", n }]);
  });
});
