import { mcpEndpoint } from "@posthog-driver/posthog-driver/agent";
import { assertEquals } from "@std/assert";
import { openGround } from "./ground.ts";

const PING = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });

function request(headers: Record<string, string>): Request {
  return new Request("http://localhost/mcp", {
    method: "POST",
    body: PING,
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      host: "localhost",
      ...headers,
    },
  });
}

Deno.test("mcpEndpoint() refuses strangers before it looks at what they want", async (t) => {
  await using ground = await openGround({ demo: false });
  const endpoint = mcpEndpoint(ground.toolkit(), { token: "secret" });
  const cases: [string, Record<string, string>, number][] = [
    ["a rebound host name", { host: "evil.example" }, 403],
    ["a page of another origin", { origin: "https://evil.example" }, 403],
    ["no token", {}, 401],
    ["a wrong token", { authorization: "Bearer guess" }, 401],
    ["the right token", { authorization: "Bearer secret" }, 200],
  ];
  for (const [name, headers, status] of cases) {
    await t.step(name, async () => {
      const response = await endpoint.fetch(request(headers));
      await response.body?.cancel();
      assertEquals(response.status, status);
    });
  }
  await endpoint.close();
});
