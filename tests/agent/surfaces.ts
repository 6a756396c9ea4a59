/**
 * The ways a model reaches the tools, each able to play a scenario.
 *
 * @module
 */

import {
  Conversation,
  mcpEndpoint,
  mcpFactory,
  runnableTools,
} from "@posthog-driver/posthog-driver/agent";
import { Anthropic } from "@anthropic-ai/sdk";
import {
  Client,
  InMemoryTransport,
  StreamableHTTPClientTransport,
  type Transport,
} from "@modelcontextprotocol/client";
import type { Ground } from "./ground.ts";
import {
  type MessagesRequest,
  serveMessages,
  toolResults,
  type Turn,
} from "./messages_server.ts";
import type { Call, Given, Scenario } from "./scenarios.ts";

/** Plays a scenario and tells what each call gave, in order. */
export type Play = (
  ground: Ground,
  scenario: Scenario,
) => Promise<readonly Given[]>;

/** Every surface, by name. */
export const SURFACES: Readonly<Record<string, Play>> = {
  "the plain Messages loop": playConversation,
  "the Messages tool runner": playRunner,
  "MCP over HTTP, 2026 era": (ground, scenario) =>
    playHttp(ground, scenario, "auto"),
  "MCP over HTTP, 2025 era": (ground, scenario) =>
    playHttp(ground, scenario, "legacy"),
  "MCP in process": async (ground, scenario) => {
    const [near, far] = InMemoryTransport.createLinkedPair();
    const server = mcpFactory(ground.toolkit())();
    await server.connect(far);
    return await playMcp(scenario, near, "legacy");
  },
};

/** Calls the tools in the first turn, then answers. */
export function assistantOf(calls: readonly Call[]) {
  return (_request: MessagesRequest, turn: number): Turn =>
    turn > 0 ? { content: [{ type: "text", text: "Done." }] } : {
      content: calls.map((call) => ({ type: "tool_use", ...call })),
    };
}

async function playConversation(
  ground: Ground,
  { calls, decision = "nobody_to_ask" }: Scenario,
): Promise<readonly Given[]> {
  await using server = serveMessages(assistantOf(calls));
  const conversation = new Conversation({
    client: new Anthropic({ baseURL: server.url, apiKey: "test" }),
    toolkit: ground.toolkit(),
    approve: () => Promise.resolve(decision),
  });
  await conversation.ask("Play");
  return givenTo(server.requests);
}

async function playRunner(
  ground: Ground,
  { calls, decision = "nobody_to_ask" }: Scenario,
): Promise<readonly Given[]> {
  await using server = serveMessages(assistantOf(calls));
  const client = new Anthropic({ baseURL: server.url, apiKey: "test" });
  await client.beta.messages.toolRunner({
    model: "claude-sonnet-5-5",
    max_tokens: 1_000,
    thread: false,
    tools: runnableTools(ground.toolkit(), () => Promise.resolve(decision)),
    messages: [{ role: "user", content: "Play" }],
  });
  return givenTo(server.requests);
}

function givenTo(requests: readonly MessagesRequest[]): Given[] {
  const last = requests.at(-1);
  return last === undefined ? [] : toolResults(last).map(
    ({ text, isError }) => ({ isError, json: JSON.parse(text) }),
  );
}

async function playMcp(
  { calls, decision }: Scenario,
  transport: Transport,
  mode: "auto" | "legacy",
): Promise<readonly Given[]> {
  const client = new Client({ name: "test", version: "1" }, {
    capabilities: decision === undefined ? {} : { elicitation: { form: {} } },
    versionNegotiation: { mode },
  });
  if (decision !== undefined) {
    client.setRequestHandler("elicitation/create", () => ({
      action: "accept",
      content: { approve: decision === "approved" },
    }));
  }
  await client.connect(transport);
  try {
    const results = await Promise.all(
      calls.map(({ name, input }) =>
        client.callTool({ name, arguments: input })
      ),
    );
    return results.map(({ content, isError }) => {
      const [first] = content;
      const text = first?.type === "text" ? first.text : "";
      return { isError: isError === true, json: JSON.parse(text) };
    });
  } finally {
    await client.close();
  }
}

async function playHttp(
  ground: Ground,
  scenario: Scenario,
  mode: "auto" | "legacy",
): Promise<readonly Given[]> {
  const factory = mcpFactory(ground.toolkit());
  const endpoint = mcpEndpoint(factory, { token: "secret" });
  const url = new URL("http://localhost/mcp");
  const transport = new StreamableHTTPClientTransport(url, {
    fetch: (url, init) => {
      const request = new Request(url, init);
      request.headers.set("host", "localhost");
      return endpoint.fetch(request);
    },
    requestInit: { headers: { authorization: "Bearer secret" } },
  });
  try {
    return await playMcp(scenario, transport, mode);
  } finally {
    await endpoint.close();
  }
}
