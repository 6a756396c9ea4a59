import { assert, assertEquals, assertMatch } from "@std/assert";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import { rows } from "./calls.ts";

const PROGRAM = new URL("ingest_until_killed.ts", import.meta.url);

/** Runs the program until it has acknowledged so many events, then kills it. */
async function acknowledgedBeforeKill(dataDir: string, wanted: number) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", PROGRAM.href, dataDir],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let text = "";
  let isKilled = false;
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    // Each uuid is a line of 37 characters.
    if (text.length >= wanted * 37 && !isKilled) child.kill("SIGKILL");
    isKilled ||= text.length >= wanted * 37;
  }
  const { signal } = await child.status;
  assertEquals(signal, "SIGKILL");
  return text.split("\n").filter((line) => line.length === 36);
}

Deno.test("an acknowledged event survives kill -9, again and again", async () => {
  const dataDir = await Deno.makeTempDir();
  const acknowledged: string[] = [];
  for (const wanted of [1, 200, 700]) {
    acknowledged.push(...await acknowledgedBeforeKill(dataDir, wanted));
    await using posthog = await openEmbeddedPostHog({ dataDir });
    const found = await rows(
      posthog,
      "SELECT uuid FROM events LIMIT 50000",
    );
    const stored = new Set(found.flat());
    assertEquals(acknowledged.filter((uuid) => !stored.has(uuid)), []);
    assertEquals(stored.size, found.length);
    const [[orphans] = []] = await rows(
      posthog,
      "SELECT count() FROM events WHERE person_id NOT IN (SELECT id FROM persons)",
    );
    assertEquals(orphans, 0);
  }
  assert(acknowledged.length >= 900);
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("a second process is told who has the directory open", async () => {
  await using posthog = await openEmbeddedPostHog();
  const { stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", PROGRAM.href, posthog.dataDir],
    env: { NO_COLOR: "1" },
  }).output();
  assertEquals(success, false);
  assertMatch(
    new TextDecoder().decode(stderr),
    new RegExp(`Cannot open the data directory .*: process ${Deno.pid} has it`),
  );
});
