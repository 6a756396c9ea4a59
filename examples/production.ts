/**
 * Claude with the Agent SDK, as a service would run it: tools in process,
 * limits on turns, money, time and rows, an audit trail that is checked, and
 * no key of PostHog anywhere near the model.
 *
 * The Agent SDK brings a binary of 364 MB, so it is no dependency of this
 * project. Install it once and say where it is:
 *
 * ```sh
 * npm install --no-save --prefix ~/agent-sdk @anthropic-ai/claude-agent-sdk zod@4
 * export CLAUDE_AGENT_SDK=~/agent-sdk/node_modules/@anthropic-ai/claude-agent-sdk/sdk.mjs
 * deno run -A examples/production.ts "Which errors hurt most?"
 * ```
 *
 * @module
 */

import {
  type Approve,
  claudeAgentOptions,
  DEFAULT_MODEL,
  refuseWrites,
  Toolkit,
} from "@posthog-driver/posthog-driver/agent";
import { verifyAudit } from "@posthog-driver/posthog-driver/executor";
import { assert } from "@std/assert";
import { resolve, toFileUrl } from "@std/path";
import { z } from "zod";
import { type Env, openProject, write } from "./project.ts";

/** How the example is run. */
export interface ProductionOptions {
  /** What to ask. */
  readonly question?: string;
  /** Asked about every write; nobody is there in a service. */
  readonly approve?: Approve;
  /** The audit trail. */
  readonly auditFile?: string;
}

/** The part of the Agent SDK that is used here. */
interface AgentSdk {
  query(
    call: { prompt: string; options: Record<string, unknown> },
  ): AsyncIterable<unknown>;
}

/** The SDK's last message. */
const ResultMessage = z.object({
  type: z.literal("result"),
  subtype: z.string(),
  result: z.string().optional(),
  num_turns: z.number(),
  total_cost_usd: z.number(),
});

/** Asks a question and gives the answer. */
export async function main(
  env: Env = Deno.env.toObject(),
  {
    question = "Which errors hurt most, and whom?",
    approve = refuseWrites,
    auditFile = "audit.jsonl",
  }: ProductionOptions = {},
): Promise<string> {
  const { query } = await agentSdk(env);
  await using project = await openProject(env, {
    auditFile,
    timeoutMs: 30_000,
    maxSandboxes: 2,
    budgets: { requests: 50, rows: 200_000 },
  });
  const { executor } = project;
  const toolkit = new Toolkit({ executor, approve });
  const options = {
    ...claudeAgentOptions(toolkit, approve),
    model: env["ANTHROPIC_MODEL"] ?? DEFAULT_MODEL,
    maxTurns: 12,
    maxBudgetUsd: 0.5,
    // Replaces the environment: the agent's process sees no key of PostHog.
    env: {
      ...only(env, ["PATH", "HOME", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"]),
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    },
  };
  const answer = await lastResult(query({ prompt: question, options }));
  assert(
    answer.subtype === "success" && answer.result !== undefined,
    `No answer: ${answer.subtype}; raise the limit it names, or ask less`,
  );

  const audit = await verifyAudit(auditFile);
  assert(audit.isWhole, `Audit line ${audit.problem?.line} was tampered with`);
  assert(executor.runs().length > 0, "Claude answered without looking");
  return answer.result;
}

/** Loads the SDK only now, from where the environment says it is. */
async function agentSdk({ CLAUDE_AGENT_SDK: path }: Env): Promise<AgentSdk> {
  try {
    if (!path) throw new Error("CLAUDE_AGENT_SDK is not set");
    return await import(toFileUrl(resolve(path)).href) as AgentSdk;
  } catch (cause) {
    throw new Error(
      "Cannot load the Claude Agent SDK: install it as the top of examples/production.ts shows, and set CLAUDE_AGENT_SDK to its sdk.mjs; or use examples/conversation.ts, which needs neither",
      { cause },
    );
  }
}

async function lastResult(
  messages: AsyncIterable<unknown>,
): Promise<z.infer<typeof ResultMessage>> {
  for await (const message of messages) {
    const { success, data } = ResultMessage.safeParse(message);
    if (success) return data;
  }
  throw new Error(
    "Cannot read the Agent SDK's answer: it ended without a result message",
  );
}

function only(env: Env, names: readonly string[]): Env {
  return Object.fromEntries(
    names.filter((name) => env[name] !== undefined).map(
      (name) => [name, env[name]],
    ),
  );
}

if (import.meta.main) {
  const [question] = Deno.args;
  const answer = await main(Deno.env.toObject(), {
    ...(question !== undefined && { question }),
  });
  await write(`${answer}\n`);
}
