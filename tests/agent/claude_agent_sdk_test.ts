import { claudeAgentOptions } from "@posthog-driver/posthog-driver/agent";
import { assertEquals } from "@std/assert";
import { type Ground, openGround } from "./ground.ts";
import { serveMessages, toolResults } from "./messages_server.ts";
import { type Given, type Scenario, SCENARIOS } from "./scenarios.ts";

/** Where the SDK's `sdk.mjs` is; it is too large to be a dependency. */
const SDK = Deno.env.get("CLAUDE_AGENT_SDK");

/** The part of the SDK that is used here. */
interface AgentSdk {
  query(call: { prompt: string; options: object }): AsyncIterable<
    { type: string; subtype?: string }
  >;
}

/** Lets the SDK's own agent play a scenario against a scripted assistant. */
async function play(
  { query }: AgentSdk,
  ground: Ground,
  { calls, decision = "nobody_to_ask" }: Scenario,
): Promise<Given[]> {
  await using server = serveMessages((request) =>
    toolResults(request).length > 0
      ? { content: [{ type: "text", text: "Done." }] }
      : {
        content: calls.map(({ name, input }) => ({
          type: "tool_use",
          name: `mcp__posthog__${name}`,
          input,
        })),
      }
  );
  const home = await Deno.makeTempDir();
  const messages = query({
    prompt: "Play",
    options: {
      ...claudeAgentOptions(ground.toolkit(), () => Promise.resolve(decision)),
      model: "claude-sonnet-5-5",
      maxTurns: 8,
      env: {
        PATH: Deno.env.get("PATH"),
        HOME: home,
        CLAUDE_CONFIG_DIR: home,
        ANTHROPIC_API_KEY: "test",
        ANTHROPIC_BASE_URL: server.url,
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      },
    },
  });
  const ends: (string | undefined)[] = [];
  for await (const { type, subtype } of messages) {
    if (type === "result") ends.push(subtype);
  }
  assertEquals(ends, ["success"]);
  await Deno.remove(home, { recursive: true });
  const last = server.requests.at(-1);
  if (last === undefined) return [];
  // Answers come as they are ready; the ids are in the order of the calls.
  return toolResults(last)
    .sort((a, b) => a.tool_use_id < b.tool_use_id ? -1 : 1)
    .map(({ text, isError }) => ({
      isError,
      json: text.startsWith("{") ? JSON.parse(text) : { error: text },
    }));
}

Deno.test({
  name: "the Claude Agent SDK plays the scenarios to the same end",
  ignore: SDK === undefined,
  // The SDK's own process and streams outlive its last message.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    const sdk: AgentSdk = await import(`${SDK}`);
    await using ground = await openGround();
    for (const scenario of SCENARIOS) {
      await t.step(scenario.name, async () => {
        scenario.check(await play(sdk, ground, scenario));
      });
    }
  },
});
