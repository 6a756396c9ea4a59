import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { z } from "zod";
import { type BuildTemplateOptions, E2BError } from "../../executor/mod.ts";
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
  const { name } = await build(ground, { files: FILES, memoryMB: 1024 });
  assertEquals(ground.server.builds.all()[0]?.request, {
    name,
    memoryMB: 1024,
  });
  await using sandbox = await ground.sandbox({ template: name });
  await sandbox.write([...FILES, { path: "run/1/params.json", data: "{}" }]);
  const job = command();
  assertEquals(await sandbox.run(job), { kind: "exited", code: 0 });
  assertEquals(job.printed.out, "42\n");
  const [box] = ground.server.boxes;
  assertEquals(box?.options.templateId, ground.server.builds.find(name)?.id);
  const written = await Array.fromAsync(
    Deno.readDir(box?.home ?? ""),
    ({ name }) => name,
  );
  assertEquals(written.sort(), [".started", "driver.mjs", "main.mjs", "run"]);
});

Deno.test("buildTemplate() sends files that differ from those it holds", async () => {
  await using ground = await Ground.start();
  const { name } = await build(ground, { files: FILES });
  await using sandbox = await ground.sandbox({ template: name });
  const newer = [{ path: "driver.mjs", data: "export const answer = 43;" }];
  await sandbox.write(newer);
  assertEquals(await textOf(sandbox, "driver.mjs"), newer[0]?.data);
});

Deno.test("buildTemplate() holds the driver and the runner when told nothing", async () => {
  await using ground = await Ground.start();
  const { name } = await build(ground, {});
  const steps = ground.server.builds.find(name)?.recipe?.steps;
  assertEquals(steps?.map(({ args }) => args[0]), [
    "posthog_driver.mjs",
    "host_deno.mjs",
    "host_node.mjs",
    "runner.mjs",
  ]);
});

Deno.test("buildTemplate() installs Deno where it is wanted", async () => {
  await using ground = await Ground.start();
  const { name } = await build(ground, { files: FILES, denoVersion: "2.9.6" });
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
  const { code, message } = await build(ground, { files: FILES });
  assertEquals(code, "invalid_request");
  assertStringIncludes(message, "no space left on device");
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

const Outcome = z.object({
  name: z.string().default(""),
  code: z.string().default(""),
  message: z.string().default(""),
});

async function build(
  { server }: Ground,
  options: BuildTemplateOptions,
): Promise<z.infer<typeof Outcome>> {
  const program = new URL("build_program.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--quiet", program],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const job = JSON.stringify({ connection: server.connection, options });
  const input = child.stdin.getWriter();
  await input.write(new TextEncoder().encode(job));
  await input.close();
  const { stdout } = await child.output();
  return Outcome.parse(JSON.parse(new TextDecoder().decode(stdout)));
}
