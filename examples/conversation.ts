/**
 * A conversation with Claude: answers stream in, the fixed part of the prompt
 * is cached, every write is put to you, and the money has a limit.
 *
 * `deno run -A examples/conversation.ts`
 *
 * @module
 */

import {
  type Approve,
  Conversation,
  type ConversationAnswer,
  Toolkit,
} from "@posthog-driver/posthog-driver/agent";
import { assert, assertEquals } from "@std/assert";
import { openClaude } from "./claude.ts";
import { type Env, openProject, write } from "./project.ts";

const QUESTIONS = [
  "Where do people drop off between signing up and their first purchase?",
  "Note that on the project's timeline, at today's date.",
];
const MAX_COST_USD = 0.5;

/** Asks one question after the other; Claude remembers those before. */
export async function main(
  env: Env = Deno.env.toObject(),
  approve: Approve = askAtTerminal,
): Promise<readonly ConversationAnswer[]> {
  const client = openClaude(env);
  await using project = await openProject(env);
  const { ANTHROPIC_MODEL: model } = env;
  const conversation = new Conversation({
    client,
    toolkit: new Toolkit({ executor: project.executor }),
    ...(model && { model }),
    maxTurns: 8,
    maxCostUsd: MAX_COST_USD,
    approve,
    onText: (text) => void write(text),
    onToolUse: (name, input) => void write(callLine(name, input)),
  });

  const answers: ConversationAnswer[] = [];
  for (const question of QUESTIONS) {
    await write(`\n> ${question}\n`);
    const answer = await conversation.ask(question);
    assertEquals(answer.end, "answered", `Not a whole answer: ${answer.end}`);
    answers.push(answer);
  }
  await write(`\n${billLine(answers.at(-1))}\n`);
  return answers;
}

/** The person at the terminal decides; without one the answer is no. */
const askAtTerminal: Approve = ({ summary, changes }) => {
  if (!Deno.stdin.isTerminal()) return Promise.resolve("nobody_to_ask");
  const isApproved = confirm(`\n${summary}?\n${JSON.stringify(changes)}`);
  return Promise.resolve(isApproved ? "approved" : "denied");
};

function callLine(name: string, input: unknown): string {
  return `\n[${name} ${JSON.stringify(input)}]\n`;
}

function billLine(last: ConversationAnswer | undefined): string {
  assert(last !== undefined, "Nothing was asked");
  const { tokens, costUsd } = last;
  const cost = costUsd === null ? "price not known" : `$${costUsd.toFixed(4)}`;
  const read = tokens.input + tokens.cacheRead + tokens.cacheWrite;
  return `${read} tokens read, ${tokens.cacheRead} of them from the cache; ${tokens.output} written; ${cost}`;
}

if (import.meta.main) await main();
