import { mcpEndpoint, mcpFactory } from "@posthog-driver/posthog-driver/agent";
import { assert, assertEquals } from "@std/assert";
import { openGround } from "./ground.ts";

/** What a client of the 2025 era says first. */
const HELLO = {
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "test", version: "1" },
  },
};

function request(
  headers: Record<string, string>,
  message: object = HELLO,
  method = "POST",
): Request {
  return new Request("http://localhost/mcp", {
    method,
    body: method === "POST"
      ? JSON.stringify({ jsonrpc: "2.0", id: 1, ...message })
      : null,
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
  const factory = mcpFactory(ground.toolkit());
  const endpoint = mcpEndpoint(factory, { token: "secret" });
  const cases: [string, Record<string, string>, number][] = [
    ["a rebound host name", { host: "evil.example" }, 403],
    ["a page of another origin", { origin: "https://evil.example" }, 403],
    ["no token", {}, 401],
    ["a wrong token", { authorization: "Bearer guess" }, 401],
    ["another scheme", { authorization: "Basic secret" }, 401],
    ["the right token", { authorization: "Bearer secret" }, 200],
    ["a scheme in small letters", { authorization: "bearer secret" }, 200],
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

Deno.test("mcpEndpoint() keeps a session for a client of 2025, but not for ever", async (t) => {
  await using ground = await openGround({ demo: false });
  const endpoint = mcpEndpoint(mcpFactory(ground.toolkit()));
  const begin = async (): Promise<string> => {
    const response = await endpoint.fetch(request({}));
    await response.text();
    return response.headers.get("mcp-session-id") ?? "";
  };
  const statusOf = async (id: string, method?: string): Promise<number> => {
    const headers = { "mcp-session-id": id };
    const list = { method: "tools/list", params: {} };
    const response = await endpoint.fetch(request(headers, list, method));
    await response.body?.cancel();
    return response.status;
  };
  const first = await begin();
  await t.step("it answers", async () => {
    assertEquals(await statusOf(first), 200);
  });
  await t.step("its client ends it", async () => {
    assertEquals(await statusOf(first, "DELETE"), 200);
    assertEquals(await statusOf(first), 404);
  });
  await t.step("a hundred are kept, the ones used last", async () => {
    const used = await begin();
    const unused = await begin();
    for (let more = 0; more < 98; more++) await begin();
    assertEquals(await statusOf(used), 200);
    assert(await begin() !== "");
    assertEquals([await statusOf(used), await statusOf(unused)], [200, 404]);
  });
  await endpoint.close();
});
