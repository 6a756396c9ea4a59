import { assertEquals, assertNotEquals } from "@std/assert";
import { Ground, request, textOf } from "./ground.ts";

Deno.test("e2bSandboxes() wakes a sandbox that another has put to sleep", async () => {
  await using ground = await Ground.start();
  const first = await ground.sandbox({ whenDone: "pause" });
  await first.write([{ path: "kept", data: "1" }]);
  await first[Symbol.asyncDispose]();
  assertEquals(ground.server.boxes.map(({ state }) => state), ["paused"]);
  const again = await ground.sandbox({ whenDone: "pause" });
  assertEquals(again.id, first.id);
  assertEquals(await textOf(again, "kept"), "1");
  const another = await ground.sandbox({ whenDone: "pause" });
  assertNotEquals(another.id, first.id);
});

Deno.test("e2bSandboxes() gives a sleeping sandbox to one of two who want it", async () => {
  await using ground = await Ground.start();
  await (await ground.sandbox({ whenDone: "pause" }))[Symbol.asyncDispose]();
  const [one, two] = await Promise.all([
    ground.provider({ whenDone: "pause" }).open(request()),
    ground.provider({ whenDone: "pause" }).open(request()),
  ]);
  assertNotEquals(one.id, two.id);
});

Deno.test("e2bSandboxes() wakes nothing that has seen another project", async () => {
  await using ground = await Ground.start();
  const first = await ground.sandbox({ whenDone: "pause" });
  await first[Symbol.asyncDispose]();
  const connection = { ...request().connection, projectId: "2" };
  const other = await ground.provider({ whenDone: "pause" })
    .open(request({ connection }));
  assertNotEquals(other.id, first.id);
});

Deno.test("e2bSandboxes() ends what it cannot put to sleep", async () => {
  await using ground = await Ground.start();
  const sandbox = await ground.sandbox({ whenDone: "pause" });
  ground.server.fault({ on: /pause$/, effect: { status: 503 } });
  await sandbox[Symbol.asyncDispose]();
  assertEquals(ground.server.boxes, []);
});
