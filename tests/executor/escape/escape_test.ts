import { localSandbox } from "@posthog-driver/posthog-driver/executor";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { executorFor } from "../executor_for.ts";
import { KEY } from "../../marked_key.ts";
import { startSmallPostHog } from "../small_posthog.ts";
import { CODE_ATTEMPTS } from "./code.ts";
import { FILE_ATTEMPTS } from "./files.ts";
import { FLOOD_ATTEMPTS } from "./floods.ts";
import { FRAME_ATTEMPTS } from "./frame.ts";
import { GATEWAY_ATTEMPTS } from "./gateway.ts";
import { MACHINE_ATTEMPTS } from "./machine.ts";
import { NETWORK_ATTEMPTS } from "./network.ts";

const ESCAPE_ATTEMPTS = [
  ...FILE_ATTEMPTS,
  ...NETWORK_ATTEMPTS,
  ...GATEWAY_ATTEMPTS,
  ...CODE_ATTEMPTS,
  ...MACHINE_ATTEMPTS,
  ...FLOOD_ATTEMPTS,
  ...FRAME_ATTEMPTS,
];

const MIB = 1024 * 1024;
const SECRET = "only the parent may read this";

Deno.test("localSandbox() lets no script out", async (t) => {
  assert(ESCAPE_ATTEMPTS.length >= 40);
  await using posthog = startSmallPostHog();
  await using elsewhere = startSmallPostHog(() => new Response("reached"));
  const outside = await Deno.makeTempDir();
  await Deno.writeTextFile(`${outside}/secret`, SECRET);
  await Deno.writeTextFile(`${outside}/module.mjs`, "export default 1;");
  const params = {
    outside,
    secretFile: `${outside}/secret`,
    moduleFile: `${outside}/module.mjs`,
    port: Number(new URL(elsewhere.url).port),
    parentPid: Deno.pid,
  };
  const artifactsDir = `${outside}/artifacts`;
  await using roomy = executorFor(posthog, { artifactsDir });
  await using narrow = executorFor(posthog, {
    provider: localSandbox({ maxDiskBytes: 48 * MIB }),
    maxMemoryBytes: 128 * MIB,
    artifactsDir,
  });
  for (const attempt of ESCAPE_ATTEMPTS) {
    const { name, imports = "", body, refused, kind, isRoomy } = attempt;
    const executor = isRoomy ? roomy : narrow;
    await t.step(name, async () => {
      const run = await executor.executeScript(
        `${imports}\nexport default async ({ params, artifact, progress }) => {\n${body}\n};`,
        { params, timeoutMs: kind === "timeout" ? 500 : 20_000 },
      );
      assertEquals(run.success, false, JSON.stringify(run.result));
      assertMatch(run.error?.message ?? "", refused);
      assertEquals(run.error?.kind, kind ?? "script", run.error?.message);
      const told = JSON.stringify(run);
      assertEquals([told.includes(SECRET), told.includes(KEY)], [false, false]);
    });
  }
  await t.step("the parent lives, and nothing happened outside", async () => {
    const run = await narrow.executeScript("export default () => 'alive';");
    assertEquals(run.result, "alive");
    assertEquals(elsewhere.requests, []);
    const names = (await Array.fromAsync(Deno.readDir(outside)))
      .map((entry) => entry.name).sort();
    assertEquals(names, ["module.mjs", "secret"]);
  });
  await Deno.remove(outside, { recursive: true });
});
