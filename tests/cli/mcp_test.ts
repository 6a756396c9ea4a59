import {
  Client,
  StreamableHTTPClientTransport,
} from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { cli, command } from "./command_line.ts";

const PROGRAM = new URL("../../cli.ts", import.meta.url).pathname;

async function powerUsers(client: Client) {
  const { content, isError } = await client.callTool({
    name: "run_template",
    arguments: { name: "identify_power_users", parameters: { limit: 3 } },
  });
  const [first] = content;
  assert(first?.type === "text" && isError !== true, JSON.stringify(first));
  return JSON.parse(first.text);
}

Deno.test("mcp serves clients of both eras over stdio", async (t) => {
  const folder = await Deno.makeTempDir();
  for (const mode of ["auto", "legacy"] as const) {
    await t.step(mode, async () => {
      const transport = new StdioClientTransport({
        command: Deno.execPath(),
        args: [
          ...["run", "-A", PROGRAM, "mcp"],
          ...["--out", `${folder}/out`, "--audit", `${folder}/runs.jsonl`],
        ],
        env: Deno.env.toObject(),
        stderr: "pipe",
      });
      let said = "";
      transport.stderr?.on("data", (chunk) => said += chunk);
      const client = new Client({ name: "test", version: "1" }, {
        versionNegotiation: { mode },
      });
      await client.connect(transport);
      assert(transport.pid !== null);
      const { tools } = await client.listTools();
      assert(tools.some(({ name }) => name === "run_template"));
      assertEquals((await powerUsers(client)).data.rows.length, 3);
      // Its own close() leaves a timer behind.
      const ended = Promise.withResolvers<void>();
      client.onclose = ended.resolve;
      Deno.kill(transport.pid ?? 0, "SIGTERM");
      await ended.promise;
      assertStringIncludes(said, "embedded PostHog");
      assertStringIncludes(said, `${folder}/out`);
    });
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("mcp ends by itself, with nothing on stdout, when its client is gone", async () => {
  const folder = await Deno.makeTempDir();
  const { code, stdout, stderr } = await cli(
    ["mcp", "--audit", `${folder}/runs.jsonl`],
  );
  assertEquals([code, stdout], [0, ""], stderr);
  await Deno.remove(folder, { recursive: true });
});

/** Starts the server, connects with a token, and gives what it said. */
async function overHttp(env: Record<string, string>): Promise<string> {
  const folder = await Deno.makeTempDir();
  const child = command(
    ["mcp", "--http", "--port", "0", "--audit", `${folder}/runs.jsonl`],
    env,
  ).spawn();
  let said = "";
  const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  const next = async () => {
    const { done, value = "" } = await reader.read();
    said += value;
    return !done;
  };
  while (!/Bearer \S+\n/.test(said) && await next());
  const [, url = ""] = /MCP at (\S+)/.exec(said) ?? [];
  const [, printed = ""] = /Bearer (\S+)/.exec(said) ?? [];
  const token = env["MCP_TOKEN"] ?? printed;
  const stranger = await fetch(url, { method: "POST", body: "{}" });
  await stranger.body?.cancel();
  assertEquals(stranger.status, 401);
  const client = new Client({ name: "test", version: "1" });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    }),
  );
  assert((await client.listTools()).tools.length > 5);
  await client.close();
  child.kill("SIGINT");
  while (await next());
  assertEquals((await child.status).code, 0);
  assertEquals(await new Response(child.stdout).text(), "");
  await Deno.remove(folder, { recursive: true });
  return said;
}

Deno.test("mcp --http asks for the token it printed", async () => {
  await overHttp({});
});

Deno.test("mcp --http asks for MCP_TOKEN and does not print it", async () => {
  const said = await overHttp({ MCP_TOKEN: "very-secret" });
  assert(!said.includes("very-secret"), said);
});

Deno.test("mcp refuses flags that make no sense over stdio", async () => {
  const { code, stderr } = await cli(["mcp", "--port", "8001"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, '"--port" needs "--http"');
});
