/**
 * The tools for the Claude Agent SDK, which brings a binary of several
 * hundred megabytes and is therefore loaded only by who asks for it.
 *
 * @module
 */

import type { Approve } from "./approval.ts";
import { INSTRUCTIONS } from "./instructions.ts";
import { mcpFactory } from "./mcp/server.ts";
import type { Toolkit } from "./toolkit.ts";

/** The prefix the Agent SDK gives to the tools of the server "posthog". */
const PREFIX = "mcp__posthog__";

/** What the Agent SDK's permission callback answers. */
export type PermissionResult =
  | { behavior: "allow"; updatedInput: Record<string, unknown> }
  | { behavior: "deny"; message: string };

/** The part of the Agent SDK's options that the tools need. */
export interface ClaudeAgentOptions {
  /** The tools, as a server in this process. */
  readonly mcpServers: Record<
    string,
    { type: "sdk"; name: string; instance: unknown }
  >;
  /** None of the SDK's own tools. */
  readonly tools: string[];
  /** No servers from the machine's settings. */
  readonly strictMcpConfig: true;
  /** No settings of the machine. */
  readonly settingSources: [];
  /** How to work with the tools. */
  readonly systemPrompt: string;
  /** Lets reads pass and puts writes to a person. */
  readonly canUseTool: (
    name: string,
    input: Record<string, unknown>,
  ) => Promise<PermissionResult>;
}

/**
 * Options for the Agent SDK's `query()`: only these tools, no settings of the
 * machine, reads allowed, and every write put to `approve`.
 *
 * @param toolkit The tools.
 * @param approve Asked about every write.
 */
export function claudeAgentOptions(
  toolkit: Toolkit,
  approve: Approve,
): ClaudeAgentOptions {
  const granted = new Set<string>();
  const once: Approve = async (plan) =>
    granted.delete(JSON.stringify(plan)) ? "approved" : await approve(plan);
  return {
    mcpServers: {
      posthog: {
        type: "sdk",
        name: "posthog",
        instance: mcpFactory(toolkit, { approve: once })(),
      },
    },
    tools: [],
    strictMcpConfig: true,
    settingSources: [],
    systemPrompt: INSTRUCTIONS,
    canUseTool: async (name, input) => {
      const plan = toolkit.plan(name.slice(PREFIX.length), input);
      if (plan === undefined) return { behavior: "allow", updatedInput: input };
      if (await approve(plan) !== "approved") {
        return { behavior: "deny", message: `Refused: ${plan.summary}` };
      }
      // The tool asks too, for whoever calls it without a permission callback.
      granted.add(JSON.stringify(plan));
      return { behavior: "allow", updatedInput: input };
    },
  };
}
