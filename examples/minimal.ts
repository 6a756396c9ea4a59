/**
 * Claude answers a question about the project: the whole loop, with nothing
 * hidden. Calls of one turn run side by side, and turns are limited.
 *
 * `deno run -A examples/minimal.ts "What are the top events?"`
 *
 * @module
 */

import type { Anthropic } from "@anthropic-ai/sdk";
import {
  DEFAULT_MODEL,
  INSTRUCTIONS,
  messageTools,
  Toolkit,
  toolResult,
} from "@posthog-driver/posthog-driver/agent";
import { assert } from "@std/assert";
import { openClaude } from "./claude.ts";
import { type Env, openProject, write } from "./project.ts";

const MAX_TURNS = 10;

/** Asks, lets Claude use the tools, and gives its answer. */
export async function main(
  env: Env = Deno.env.toObject(),
  question = "Who are our power users?",
): Promise<string> {
  const claude = openClaude(env);
  await using project = await openProject(env);
  const toolkit = new Toolkit({ executor: project.executor });
  const messages: Anthropic.MessageParam[] = [
    { role: "user", content: question },
  ];

  for (let turn = 1; turn <= MAX_TURNS; turn++) {
    const message = await claude.messages.create({
      model: env["ANTHROPIC_MODEL"] ?? DEFAULT_MODEL,
      max_tokens: 4096,
      system: INSTRUCTIONS,
      tools: messageTools(toolkit),
      messages,
    });
    messages.push({ role: "assistant", content: message.content });

    const uses = message.content.filter((block) => block.type === "tool_use");
    if (uses.length === 0) {
      assert(message.stop_reason === "end_turn", "The answer is not whole");
      assert(messages.length > 2, "Claude answered without looking");
      return textOf(message);
    }

    // The API wants all results of a turn in one message.
    const content = await Promise.all(
      uses.map((use) => toolResult(toolkit, use, {})),
    );
    messages.push({ role: "user", content });
  }
  throw new Error(
    `Cannot answer "${question}": no answer after ${MAX_TURNS} turns; ask a narrower question`,
  );
}

function textOf({ content }: Anthropic.Message): string {
  return content.map((block) => block.type === "text" ? block.text : "")
    .join("");
}

if (import.meta.main) {
  await write(`${await main(Deno.env.toObject(), Deno.args[0])}\n`);
}
