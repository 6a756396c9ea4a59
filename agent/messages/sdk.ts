/**
 * The one door to the Anthropic SDK.
 *
 * @module
 */

export { Anthropic } from "@anthropic-ai/sdk";
export type {
  ContentBlock,
  Message,
  MessageParam,
  Tool,
  ToolResultBlockParam,
  ToolUseBlock,
} from "@anthropic-ai/sdk/resources/messages";
export type { BetaRunnableTool } from "@anthropic-ai/sdk/lib/tools/BetaRunnableTool";
export { ToolError } from "@anthropic-ai/sdk/lib/tools/ToolError";
