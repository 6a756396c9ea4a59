import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { z } from "zod";
import { E2BServer } from "../e2b/server.ts";
import { type Call, cli } from "./command_line.ts";
import { KEY } from "../marked_key.ts";

const Run = z.looseObject({
  result: z.looseObject({ rows: z.array(z.record(z.string(), z.unknown())) }),
  sandbox: z.looseObject({ provider: z.string() }),
});

const POWER_USERS: readonly string[] = [
  "run",
  "identify_power_users",
  "--key-event=purchase",
  "--min-occurrences=1",
  "--format=json",
];

/** The environment of someone with accounts at PostHog and E2B. */
function environment(
  { apiKey, url }: E2BServer,
  posthog: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    E2B_API_KEY: apiKey,
    E2B_API_URL: url,
    E2B_SANDBOX_URL: url,
    ...posthog,
  };
}

/** Neither key may be in what a call printed, nor in any of these files. */
async function assertNoKey(
  call: Call,
  keys: readonly string[],
  ...files: string[]
): Promise<void> {
  const texts = await Promise.all(files.map((file) => Deno.readTextFile(file)));
  for (const text of [call.stdout, call.stderr, ...texts]) {
    for (const key of keys) assert(!text.includes(key), text);
  }
}

Deno.test("cli refuses to let the key into a sandbox of E2B unasked", async () => {
  await using server = await E2BServer.start({ rules: false });
  const audit = await Deno.makeTempFile();
  const env = environment(server, {
    POSTHOG_PERSONAL_API_KEY: KEY,
    POSTHOG_PROJECT_ID: "1",
  });
  const call = await cli(
    [...POWER_USERS, "--sandbox=e2b", `--audit=${audit}`],
    env,
  );
  assertEquals(call.code, 5, call.stderr);
  assertStringIncludes(call.stderr, "rules are not available");
  assertStringIncludes(call.stderr, "--key-in-sandbox");
  await assertNoKey(call, [KEY, server.apiKey], audit);
  assertEquals(server.boxes, []);
  await Deno.remove(audit);
});

Deno.test("cli gives the same rows from E2B as from this machine", async (t) => {
  await using server = await E2BServer.start({ rules: false });
  await using posthog = await openEmbeddedPostHog({
    demo: { people: 60, days: 30 },
  });
  const serving = await posthog.serve();
  const env = environment(server, {
    POSTHOG_API_URL: serving.url,
    POSTHOG_PROJECT_ID: posthog.projectId,
    POSTHOG_PERSONAL_API_KEY: posthog.personalApiKey,
  });
  const keys = [posthog.personalApiKey, server.apiKey];
  const audit = await Deno.makeTempFile();
  const run = async (...flags: string[]) => {
    const call = await cli([...POWER_USERS, `--audit=${audit}`, ...flags], env);
    assertEquals(call.code, 0, call.stderr);
    await assertNoKey(call, keys, audit);
    assertEquals(server.boxes, []);
    return Run.parse(JSON.parse(call.stdout));
  };
  const here = await run("--sandbox=local");
  assert(here.result.rows.length > 0);

  await t.step("run --sandbox e2b --key-in-sandbox", async () => {
    const there = await run("--sandbox=e2b", "--key-in-sandbox");
    assertEquals(there.sandbox.provider, "e2b");
    assertEquals(there.result.rows, here.result.rows);
  });

  await t.step("template build, and a run on what it built", async () => {
    const call = await cli(["template", "build", "--format=json"], env);
    assertEquals(call.code, 0, call.stderr);
    await assertNoKey(call, keys);
    assertEquals(server.boxes, []);
    const { name } = z.object({ name: z.string() })
      .parse(JSON.parse(call.stdout));
    assertEquals(server.builds.all().map(({ request }) => request.name), [
      name,
    ]);
    const there = await run("--key-in-sandbox", `--e2b-template=${name}`);
    assertEquals(there.sandbox.provider, "e2b");
    assertEquals(there.result.rows, here.result.rows);
  });
  await serving.close();
  await Deno.remove(audit);
});
