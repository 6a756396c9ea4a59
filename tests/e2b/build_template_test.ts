import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { buildTemplate, E2BError } from "../../executor/mod.ts";
import { command, Ground, request, textOf } from "./ground.ts";

const FILES = [
  { path: "driver.mjs", data: "export const answer = 42;" },
  {
    path: "main.mjs",
    data: `import { answer } from "./driver.mjs"; console.log(answer);`,
  },
];

Deno.test("buildTemplate() bakes files in, which are then not sent", async () => {
  await using ground = await Ground.start();
  const { name } = await buildTemplate(ground.server.connection, {
    files: FILES,
    memoryMB: 1024,
  });
  assertEquals(ground.server.builds.all()[0]?.request, { name, memoryMB: 1024 });
  await using sandbox = await ground.sandbox({ template: name });
  await sandbox.write([...FILES, { path: "run/1/params.json", data: "{}" }]);
  const job = command();
  assertEquals(await sandbox.run(job), { kind: "exited", code: 0 });
  assertEquals(job.printed.out, "42\n");
  const [box] = ground.server.boxes;
  assertEquals(box?.options.templateId, ground.server.builds.find(name)?.id);
  const written = [...Deno.readDirSync(box?.home ?? "")].map(({ name }) => name);
  assertEquals(written.sort(), ["driver.mjs", "main.mjs", "run"]);
});

Deno.test("buildTemplate() sends files that differ from those it holds", async () => {
  await using ground = await Ground.start();
  const { connection } = ground.server;
  const { name } = await buildTemplate(connection, { files: FILES });
  await using sandbox = await ground.sandbox({ template: name });
  const newer = [{ path: "driver.mjs", data: "export const answer = 43;" }];
  await sandbox.write(newer);
  assertEquals(await textOf(sandbox, "driver.mjs"), newer[0]?.data);
});

Deno.test("buildTemplate() installs Deno where it is wanted", async () => {
  await using ground = await Ground.start();
  const { name } = await buildTemplate(ground.server.connection, {
    files: FILES,
    denoVersion: "2.9.6",
  });
  assertStringIncludes(name, "posthog-driver-deno-");
  const recipe = ground.server.builds.all()[0]?.recipe;
  assertEquals(recipe?.fromTemplate, "base");
  assertEquals(recipe?.steps.map(({ type, args }) => [type, args[0]]), [
    ["COPY", "driver.mjs"],
    ["COPY", "main.mjs"],
    ["RUN", "npm install --global deno@2.9.6"],
  ]);
});

Deno.test("buildTemplate() tells why a build failed", async () => {
  await using ground = await Ground.start();
  ground.server.builds.failNext = "no space left on device";
  const error = await assertRejects(
    () => buildTemplate(ground.server.connection, { files: FILES }),
    E2BError,
    "no space left on device",
  );
  assertEquals(error.code, "invalid_request");
});

Deno.test("e2bSandboxes() says that a template is missing or outdated", async (test) => {
  await test.step("missing", async () => {
    await using ground = await Ground.start();
    const error = await assertRejects(
      () => ground.provider({ template: "none" }).open(request()),
      E2BError,
    );
    assertEquals(error.code, "template_missing");
  });
  await test.step("outdated", async () => {
    await using ground = await Ground.start({ envdVersion: "0.5.12" });
    const error = await assertRejects(
      () => ground.provider().open(request()),
      E2BError,
    );
    assertEquals(error.code, "template_outdated");
  });
});
