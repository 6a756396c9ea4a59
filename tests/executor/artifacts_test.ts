import { assertEquals, assertStringIncludes } from "@std/assert";
import { executorFor } from "./executor_for.ts";
import { startSmallPostHog } from "./small_posthog.ts";

const WRITE = `export default async ({ artifact }) => {
  async function* lines() { for (let i = 0; i < 200_000; i++) yield i + "\\n"; }
  return [await artifact("numbers.txt", lines()), await artifact("a.bin", new Uint8Array([0, 255]))];
};`;

Deno.test("artifact() leaves files of any size, checked by their digests", async () => {
  await using posthog = startSmallPostHog();
  const artifactsDir = await Deno.makeTempDir();
  await using executor = executorFor(posthog, { artifactsDir });
  const run = await executor.executeScript(WRITE);
  assertEquals(run.error, undefined);
  assertEquals(run.artifacts.map(({ name }) => name), ["numbers.txt", "a.bin"]);
  const [numbers, bytes] = run.artifacts;
  const text = await Deno.readTextFile(numbers?.path ?? "");
  assertEquals(text.length, numbers?.bytes);
  assertEquals(text.split("\n").length, 200_001);
  assertEquals(
    await Deno.readFile(bytes?.path ?? ""),
    new Uint8Array([0, 255]),
  );
  const again = await executor.executeScript(WRITE);
  assertEquals(
    again.artifacts[0]?.path,
    `${artifactsDir}/${again.runId}/numbers.txt`,
  );
  await Deno.remove(artifactsDir, { recursive: true });
});

Deno.test("artifact() says what to set when nobody said where files go", async () => {
  await using posthog = startSmallPostHog();
  await using executor = executorFor(posthog);
  const run = await executor.executeScript(WRITE);
  assertEquals(run.error?.kind, "script");
  assertStringIncludes(run.error?.message ?? "", "artifactsDir");
});

Deno.test("artifact() refuses a name that is taken", async () => {
  await using posthog = startSmallPostHog();
  const artifactsDir = await Deno.makeTempDir();
  await using executor = executorFor(posthog, { artifactsDir });
  const run = await executor.executeScript(
    `export default async ({ artifact }) => {
      await artifact("a", "kept"); await artifact("a", "lost");
    };`,
  );
  assertStringIncludes(run.error?.message ?? "", "written already");
  assertEquals(await Deno.readTextFile(`${artifactsDir}/a`), "kept");
  await Deno.remove(artifactsDir, { recursive: true });
});

Deno.test("artifact() that changes after it was written is not taken", async () => {
  await using posthog = startSmallPostHog();
  const artifactsDir = await Deno.makeTempDir();
  await using executor = executorFor(posthog, { artifactsDir });
  const run = await executor.executeScript(
    `export default async ({ artifact }) => {
      await artifact("a", "written");
      Deno.writeTextFileSync("run/" + [...Deno.readDirSync("run")][0].name + "/artifacts/a", "changed");
    };`,
  );
  assertEquals(run.error?.kind, "bad_result");
  assertStringIncludes(run.error?.message ?? "", "digest differs");
  assertEquals(await Array.fromAsync(Deno.readDir(artifactsDir)), []);
  await Deno.remove(artifactsDir, { recursive: true });
});
