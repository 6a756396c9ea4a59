import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { assert, assertEquals } from "@std/assert";

const ROOT = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");
const DOCUMENT = await Deno.readTextFile(`${ROOT}/docs/CLAUDE_INTEGRATION.md`);
/** How the document starts Deno; the test has it running already. */
const LAUNCHER = ["npx", "-y", "deno@2.9.6"];

/** The command lines of the document's configurations, as they stand there. */
function snippets(): string[][] {
  const [, json] = /```json\n([\s\S]+?)\n```/.exec(DOCUMENT) ?? [];
  const [, line] = /^claude mcp add posthog -- (.+)$/m.exec(DOCUMENT) ?? [];
  assert(json !== undefined && line !== undefined);
  const { command, args } = JSON.parse(json).mcpServers.posthog;
  return [[command, ...args], line.split(" ")];
}

Deno.test("the configurations of the document start a server as they are", async () => {
  const folder = await Deno.makeTempDir();
  const env = { ...Deno.env.toObject(), HOME: folder };
  for (const words of snippets()) {
    assertEquals(words.slice(0, LAUNCHER.length), LAUNCHER);
    const transport = new StdioClientTransport({
      command: Deno.execPath(),
      args: words.slice(LAUNCHER.length).map((word) =>
        word.replace("/path/to/posthog-driver", ROOT)
      ),
      env: { ...env, DENO_DIR: await denoDir() },
      cwd: folder,
      stderr: "ignore",
    });
    const client = new Client({ name: "test", version: "1" });
    await client.connect(transport);
    const { tools } = await client.listTools();
    assert(tools.some(({ name }) => name === "run_template"));
    // Its own close() leaves a timer behind.
    const ended = Promise.withResolvers<void>();
    client.onclose = ended.resolve;
    Deno.kill(transport.pid ?? 0, "SIGTERM");
    await ended.promise;
  }
  await Deno.remove(folder, { recursive: true });
});

/** Where this Deno keeps packages, so that the server finds them too. */
async function denoDir(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json"],
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}
