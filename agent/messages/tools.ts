/**
 * The tool table in the Messages API's words.
 *
 * @module
 */

import { z } from "zod";
import type { Approve } from "../approval.ts";
import type { AgentTool } from "../tool.ts";
import type { Toolkit, ToolOutcome } from "../toolkit.ts";
import {
  type BetaRunnableTool,
  type Tool,
  ToolError,
  type ToolResultBlockParam,
  type ToolUseBlock,
} from "./sdk.ts";

/** JSON Schema of a tool's input, as the Messages API and MCP clients read it. */
export function inputSchema(tool: AgentTool): Tool["input_schema"] {
  const { $schema: _, ...schema } = z.toJSONSchema(tool.input, { io: "input" });
  return { ...schema, type: "object" };
}

/**
 * Tool definitions for `messages.create`. The last one ends the part of the
 * prompt that is the same in every request, so it is marked for caching.
 */
export function messageTools(toolkit: Toolkit): Tool[] {
  return toolkit.tools.map((tool, index) => ({
    name: tool.name,
    description: tool.description,
    input_schema: inputSchema(tool),
    ...(index === toolkit.tools.length - 1
      ? { cache_control: { type: "ephemeral" } }
      : {}),
  }));
}

/** Answers one `tool_use` block. */
export async function toolResult(
  toolkit: Toolkit,
  use: ToolUseBlock,
  context: { readonly approve?: Approve; readonly signal?: AbortSignal },
): Promise<ToolResultBlockParam> {
  return resultBlock(use, await toolkit.call(use.name, use.input, context));
}

/** What a call gave, as the block that answers a `tool_use` block. */
export function resultBlock(
  use: ToolUseBlock,
  { text, isError }: ToolOutcome,
): ToolResultBlockParam {
  return {
    type: "tool_result",
    tool_use_id: use.id,
    content: text,
    is_error: isError,
  };
}

/**
 * The tools for the SDK's own loop, `client.beta.messages.toolRunner`. Pass
 * it `thread: false`: the runner then sends the whole history each time,
 * which every gateway understands.
 */
export function runnableTools(
  toolkit: Toolkit,
  approve?: Approve,
): BetaRunnableTool<unknown>[] {
  return toolkit.tools.map((tool) => ({
    name: tool.name,
    description: tool.description,
    input_schema: inputSchema(tool),
    parse: (input: unknown) => input,
    run: async (input: unknown, context) => {
      const { text, isError } = await toolkit.call(tool.name, input, {
        ...(approve && { approve }),
        ...(context?.signal && { signal: context.signal }),
      });
      if (isError) throw new ToolError(text);
      return text;
    },
  }));
}
