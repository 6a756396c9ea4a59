/**
 * The same abilities for models: one tool table, four surfaces.
 *
 * @example A tool call, as any surface makes it
 * ```ts
 * import { Toolkit } from "@posthog-driver/posthog-driver/agent";
 * import { PostHogAgentExecutor } from "@posthog-driver/posthog-driver/executor";
 * import { assert } from "@std/assert";
 *
 * await using executor = new PostHogAgentExecutor({
 *   connection: {
 *     apiUrl: "https://us.posthog.com",
 *     projectId: "12345",
 *     personalApiKey: "phx_example",
 *   },
 * });
 * const toolkit = new Toolkit({ executor });
 * const { text, isError } = await toolkit.call("list_templates", {});
 * assert(!isError);
 * assert(JSON.parse(text).data.rows.length > 20);
 * ```
 *
 * @module
 */

export {
  type Answer,
  type AnswerEnvelope,
  type AnswerError,
  answerText,
  MAX_ANSWER_CHARACTERS,
} from "./answer.ts";
export {
  type Approve,
  type Decision,
  type Plan,
  refuseWrites,
} from "./approval.ts";
export {
  type ClaudeAgentOptions,
  claudeAgentOptions,
  type PermissionResult,
} from "./claude_agent_sdk.ts";
export { INSTRUCTIONS } from "./instructions.ts";
export type { ProjectNames } from "./known_names.ts";
export {
  type McpEndpoint,
  mcpEndpoint,
  type McpHttpOptions,
} from "./mcp/http.ts";
export {
  type McpFactory,
  mcpFactory,
  type McpFactoryOptions,
} from "./mcp/server.ts";
export { serveMcpStdio, type StdioConnection } from "./mcp/stdio.ts";
export {
  type AnswerEnd,
  Conversation,
  type ConversationAnswer,
  type ConversationOptions,
} from "./messages/conversation.ts";
export {
  addTokens,
  costUsd,
  DEFAULT_MODEL,
  NO_TOKENS,
  type Tokens,
} from "./messages/models.ts";
export { messageTools, runnableTools, toolResult } from "./messages/tools.ts";
export { type ResultPage, ResultStore } from "./results.ts";
export type { AgentTool, ToolContext } from "./tool.ts";
export {
  type CallOptions,
  Toolkit,
  type ToolkitOptions,
  type ToolOutcome,
} from "./toolkit.ts";
