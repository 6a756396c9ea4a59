/**
 * The tools and prompts as an MCP server, for clients of either protocol era.
 *
 * @module
 */

import {
  acceptedContent,
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  createRequestStateCodec,
  inputRequired,
  type InputRequiredResult,
  inputResponse,
  McpServer,
  type ServerContext,
  type StandardSchemaWithJSON,
} from "@modelcontextprotocol/server";
import { z, type ZodObject } from "zod";
import config from "../../deno.json" with { type: "json" };
import {
  type Approve,
  type Decision,
  type Plan,
  refuseWrites,
} from "../approval.ts";
import { INSTRUCTIONS } from "../instructions.ts";
import type { AgentTool } from "../tool.ts";
import type { Toolkit } from "../toolkit.ts";
import { prompts } from "./prompts.ts";

/** Makes a fresh server per connection or request over one toolkit. */
export type McpFactory = () => McpServer;

/** How a factory differs from the usual. */
export interface McpFactoryOptions {
  /** Asked instead of the client, where the host can ask itself. */
  readonly approve?: Approve;
  /**
   * 32 bytes that seal what is asked, so that a yes counts for that plan
   * alone; processes that serve one client together share it.
   *
   * @default {random}
   */
  readonly stateKey?: Uint8Array<ArrayBuffer>;
}

/** Both lists stay as they are while a server runs. */
const UNCHANGING = {
  tools: { listChanged: false },
  prompts: { listChanged: false },
};

const HOUR_MS = 3_600_000;

/**
 * Makes MCP servers over a toolkit. Writes are approved by the client's
 * person (elicitation); where the client cannot ask, the answer is no.
 *
 * @param toolkit The tools.
 * @param options Who is asked, and the key that seals questions.
 * @returns A factory for the SDK's stdio and HTTP entries.
 */
export function mcpFactory(
  toolkit: Toolkit,
  options: McpFactoryOptions = {},
): McpFactory {
  const { approve, stateKey: key = newKey() } = options;
  const plans = createRequestStateCodec<Plan>({ key });
  const addPrompts = prompts(toolkit);
  return () => {
    const server = new McpServer(
      { name: "posthog-driver", version: config.version },
      {
        instructions: INSTRUCTIONS,
        capabilities: UNCHANGING,
        cacheHints: {
          "tools/list": { ttlMs: HOUR_MS, cacheScope: "public" },
          "prompts/list": { ttlMs: HOUR_MS, cacheScope: "public" },
          "server/discover": { ttlMs: HOUR_MS, cacheScope: "public" },
        },
        requestState: { verify: plans.verify },
      },
    );
    addPrompts(server);
    for (const tool of toolkit.tools) {
      register(server, tool, async (input, context) => {
        const plan = toolkit.plan(tool.name, input);
        const nobody = approve === undefined && !canAsk(server, context);
        if (plan === undefined || approve !== undefined || nobody) {
          return await call(toolkit, tool, input, context, approve);
        }
        const decision = decided(plan, context);
        return decision === undefined ? await ask(plan, plans) : await call(
          toolkit,
          tool,
          input,
          context,
          () => Promise.resolve(decision),
        );
      });
    }
    return server;
  };
}

function newKey(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(32));
}

type PlanCodec = ReturnType<typeof createRequestStateCodec<Plan>>;

const APPROVAL = z.object({
  approve: z.boolean().describe("Do it"),
});

type ToolHandler = (
  input: Record<string, unknown>,
  context: ServerContext,
) => Promise<CallToolResult | InputRequiredResult>;

function register(
  server: McpServer,
  tool: AgentTool,
  handler: ToolHandler,
): void {
  server.registerTool(tool.name, {
    title: tool.title,
    description: tool.description,
    inputSchema: shownOnly(tool.input),
    annotations: {
      readOnlyHint: tool.effect === "read",
      destructiveHint: false,
      idempotentHint: tool.effect === "read",
      openWorldHint: true,
    },
    // Without it the Claude Agent SDK replaces texts over 50,000 characters.
    _meta: { "anthropic/maxResultSizeChars": 200_000 },
  }, handler);
}

/** A schema that clients see and the toolkit checks: its errors say what to do. */
function shownOnly(
  input: ZodObject,
): StandardSchemaWithJSON<Record<string, unknown>> {
  return {
    "~standard": {
      ...input["~standard"],
      validate: (value) => ({ value: value as Record<string, unknown> }),
    },
  };
}

async function call(
  toolkit: Toolkit,
  tool: AgentTool,
  input: Record<string, unknown>,
  context: ServerContext,
  approve: Approve = refuseWrites,
): Promise<CallToolResult> {
  const { text, isError } = await toolkit.call(tool.name, input, {
    approve,
    signal: context.mcpReq.signal,
    progress: reporter(context),
  });
  return { content: [{ type: "text", text }], isError };
}

/** Whether the client can put a question to its person. */
function canAsk({ server }: McpServer, { mcpReq }: ServerContext): boolean {
  const envelope: Readonly<Record<string, unknown>> = mcpReq.envelope ?? {};
  const capabilities = envelope[CLIENT_CAPABILITIES_META_KEY] as
    | { elicitation?: unknown }
    | undefined ?? server.getClientCapabilities();
  return capabilities?.elicitation !== undefined;
}

/** What the client's person said to exactly this plan, if they were asked. */
function decided(plan: Plan, { mcpReq }: ServerContext): Decision | undefined {
  const asked = mcpReq.requestState<Plan>();
  if (asked === undefined) return undefined;
  if (JSON.stringify(asked) !== JSON.stringify(plan)) return undefined;
  if (inputResponse(mcpReq.inputResponses, "approval") === undefined) {
    return undefined;
  }
  return acceptedContent(mcpReq.inputResponses, "approval", APPROVAL)
      ?.approve === true
    ? "approved"
    : "denied";
}

async function ask(plan: Plan, plans: PlanCodec): Promise<InputRequiredResult> {
  return inputRequired({
    requestState: await plans.mint(plan),
    inputRequests: {
      approval: inputRequired.elicit({
        message: `${plan.summary}?\n${JSON.stringify(plan.changes, null, 2)}`,
        requestedSchema: APPROVAL,
      }),
    },
  });
}

/** Progress notifications, where the client asked for them. */
function reporter({ mcpReq }: ServerContext): (message: string) => void {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return () => {};
  let progress = 0;
  return (message) => {
    progress += 1;
    void mcpReq.notify({
      method: "notifications/progress",
      params: { progressToken, progress, message },
    });
  };
}
