/**
 * Stands in for the Claude Agent SDK, whose binary is too large for a test: it
 * takes the same call, connects to the tools as the SDK does (MCP in process),
 * plays one turn and ends with the SDK's result message.
 *
 * @module
 */

import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import type { McpFactory } from "@posthog-driver/posthog-driver/agent";

/** What the SDK is called with, as far as it is looked at here. */
interface Call {
  readonly prompt: string;
  readonly options: {
    readonly mcpServers: {
      readonly posthog: { readonly instance: ReturnType<McpFactory> };
    };
    readonly allowedTools: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly maxTurns: number;
  };
}

/** Asks for the errors, and answers with how many there are. */
export async function* query({ options }: Call): AsyncGenerator<unknown> {
  yield { type: "system", subtype: "init", tools: options.allowedTools };
  const keys = Object.keys(options.env);
  if (keys.some((key) => key.startsWith("POSTHOG_"))) {
    throw new Error("The agent's process was given a key of PostHog");
  }
  const [near, far] = InMemoryTransport.createLinkedPair();
  await options.mcpServers.posthog.instance.connect(far);
  const client = new Client({ name: "agent-sdk", version: "1" });
  await client.connect(near);
  const { content } = await client.callTool({
    name: "run_template",
    arguments: { name: "track_errors", parameters: { days: 30 } },
  });
  await client.close();
  const [first] = content;
  const text = first?.type === "text" ? first.text : "";
  yield {
    type: "result",
    subtype: options.maxTurns > 1 ? "success" : "error_max_turns",
    result: `${JSON.parse(text).data.rows.length} kinds of errors`,
    num_turns: 2,
    total_cost_usd: 0.01,
  };
}
