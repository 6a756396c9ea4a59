import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { cli, command } from "./command_line.ts";
import { processList } from "../process_list.ts";

const ITEMS = [
  { script: "export default () => 1" },
  {
    script:
      `export default async ({ client }) => (await client.query("SELECT 2")).rows`,
  },
];

Deno.test("batch stops at Ctrl-C, leaves no process, and goes on when called again", async () => {
  const dir = await Deno.makeTempDir();
  await Deno.writeTextFile(
    `${dir}/batch.jsonl`,
    ITEMS.map((item) => JSON.stringify(item)).join("\n"),
  );
  await using posthog = await openEmbeddedPostHog();
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      asked.resolve();
      await answer.promise;
      return await posthog.fetch(request);
    },
  );
  const call = [
    ...["batch", `${dir}/batch.jsonl`, "--sandbox=local", "--concurrency=1"],
    ...[`--audit=${dir}/runs.jsonl`, "--format=json"],
  ];
  const env = {
    TMPDIR: dir,
    POSTHOG_API_URL: `http://127.0.0.1:${server.addr.port}`,
    POSTHOG_PROJECT_ID: posthog.projectId,
    POSTHOG_PERSONAL_API_KEY: posthog.personalApiKey,
  };

  const child = command(call, env).spawn();
  await asked.promise;
  assert((await processesAt(dir)).length > 1, "the sandbox runs");
  child.kill("SIGINT");
  const { code, stderr } = await child.output();
  assertEquals(code, 130);
  assertStringIncludes(new TextDecoder().decode(stderr), "call it again");
  assertEquals(await processesAt(dir), []);
  assertEquals(await finished(dir), [1]);

  answer.resolve();
  const again = await cli(call, env);
  assertEquals(again.code, 0, again.stderr);
  assertStringIncludes(again.stderr, "1 of 2 runs to do");
  assertEquals(await finished(dir), [1, 2]);
  await Deno.remove(dir, { recursive: true });
});

/** Lines of the batch whose results are kept. */
async function finished(dir: string): Promise<number[]> {
  const text = await Deno.readTextFile(`${dir}/batch.jsonl.results.jsonl`);
  return text.trim().split("\n").map((line) => JSON.parse(line).line);
}

/** The processes that know of a directory. */
async function processesAt(dir: string): Promise<string[]> {
  return (await processList()).filter((line) => line.includes(dir));
}
