/**
 * The MCP Inspector's strict mode against the product's tools: over stdio and
 * over HTTP, for clients of both protocol eras. Anything it finds in a tool's
 * schema that some client could not take is an error.
 *
 * @module
 */

import { mcpEndpoint, mcpFactory } from "@posthog-driver/posthog-driver/agent";
import { assertEquals } from "@std/assert";
import { openGround } from "../agent/ground.ts";

const INSPECTOR = "npm:@modelcontextprotocol/inspector@2.12.0";
const PROGRAM = new URL("../../cli.ts", import.meta.url).pathname;
const TOKEN = "secret";

await using ground = await openGround({ demo: false });
const endpoint = mcpEndpoint(mcpFactory(ground.toolkit()), { token: TOKEN });
await using server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen: () => {} },
  (request) => endpoint.fetch(request),
);
const folder = await Deno.makeTempDir();
const ways = {
  stdio: [
    ...[Deno.execPath(), "run", "-A", PROGRAM, "mcp"],
    ...["--audit", `${folder}/runs.jsonl`],
  ],
  http: [
    ...["--server-url", `http://127.0.0.1:${server.addr.port}/mcp`],
    ...["--header", `Authorization: Bearer ${TOKEN}`],
  ],
};
for (const [way, words] of Object.entries(ways)) {
  for (const era of ["legacy", "modern"]) {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--no-lock", INSPECTOR, "--cli", ...words],
        ...["--protocol-era", era, "--method", "tools/list"],
        ...["--strict", "--format", "json"],
      ],
    }).output();
    const [out, said] = [stdout, stderr].map((bytes) =>
      new TextDecoder().decode(bytes)
    );
    assertEquals(code, 0, said);
    const { result, ...findings } = JSON.parse(out ?? "");
    assertEquals(findings, {}, said);
    const line =
      `clean: ${result.tools.length} tools over ${way}, ${era} era\n`;
    await Deno.stdout.write(new TextEncoder().encode(line));
  }
}
await endpoint.close();
await Deno.remove(folder, { recursive: true });
