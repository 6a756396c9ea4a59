import { localSandbox } from "@posthog-driver/posthog-driver/executor";
import { assert, assertEquals } from "@std/assert";
import { processList } from "../process_list.ts";
import { executorFor } from "./executor_for.ts";
import { KEY } from "../marked_key.ts";
import { startSmallPostHog } from "./small_posthog.ts";

/** Ways to end, good and bad; each is looked through for the key. */
const SCRIPTS: readonly string[] = [
  `export default async ({ client, artifact }) => {
    await artifact("client.json", JSON.stringify(client) ?? "");
    await artifact("globals.txt", Object.getOwnPropertyNames(globalThis).join());
    return (await client.query("SELECT event FROM events")).rows;
  };`,
  `export default ({ client }) => { console.log(client); console.error(client); throw new Error(Deno.inspect(client, { depth: 20 })); };`,
  `import process from "node:process"; export default () => { throw new Error(JSON.stringify({ argv: process.argv, url: process.env.POSTHOG_API_URL, key: process.env.POSTHOG_PERSONAL_API_KEY })); };`,
  `export default ({ client }) => client.api("/api/projects/1/no_such_thing/", { method: "GET" });`,
  `export default () => Deno.exit(9);`,
  `export default () => { for (;;); };`,
  `export default ({ params }) => { throw new Error("It was given: " + params.key); };`,
];

Deno.test("the key is in no output, file, variable or process list", async () => {
  const scanned: string[] = [];
  await using posthog = startSmallPostHog(async (request) => {
    if (new URL(request.url).pathname.includes("no_such_thing")) {
      return Response.json({
        type: "authentication_error",
        code: "x",
        detail: `The key ${KEY} is wrong`,
      }, { status: 401 });
    }
    // A process of the sandbox waits for this answer: look at it.
    scanned.push(...(await processList()));
    return Response.json({
      results: [],
      columns: ["event"],
      types: [["event", "String"]],
    });
  });
  const outside = await Deno.makeTempDir();
  const auditFile = `${outside}/audit.jsonl`;
  const root = localSandbox();
  const directories: string[] = [];
  {
    await using executor = executorFor(posthog, {
      provider: root,
      auditFile,
      artifactsDir: outside,
      onProgress: ({ message }) => directories.push(message),
    });
    for (const script of SCRIPTS) {
      const run = await executor.executeScript(script, {
        params: { key: KEY },
        timeoutMs: 2_000,
      });
      scanned.push(JSON.stringify(run));
    }
    await executor.executeScript(
      `export default ({ progress }) => progress(Deno.cwd());`,
    );
    const [directory] = directories;
    assert(directory !== undefined);
    await collect(directory.slice(0, directory.lastIndexOf("/")), scanned);
  }
  await collect(outside, scanned);
  assert(scanned.some((text) => text.includes("wait.mjs")));
  assert(scanned.some((text) => text.includes("[redacted]")));
  const leaks = scanned.filter((text) => text.includes(KEY))
    .map((text) => text.slice(Math.max(0, text.indexOf(KEY) - 200)));
  assertEquals(leaks, []);
  await Deno.remove(outside, { recursive: true });
});

async function collect(folder: string, texts: string[]): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) await collect(path, texts);
    else texts.push(await Deno.readTextFile(path));
  }
}
