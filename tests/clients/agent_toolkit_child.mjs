/**
 * Calls tools of PostHog's agent toolkit, as a program on Node does that hands
 * them to a model: one call a line on stdin, one answer a line on stdout.
 *
 * @module
 */

import process from "node:process";
import { createInterface } from "node:readline";

const { AGENT_TOOLKIT, POSTHOG_API_URL, POSTHOG_PERSONAL_API_KEY } =
  process.env;

const { PostHogAgentToolkit } = await import(AGENT_TOOLKIT);
const toolkit = new PostHogAgentToolkit({
  posthogPersonalApiKey: POSTHOG_PERSONAL_API_KEY,
  posthogApiBaseUrl: POSTHOG_API_URL,
});
const tools = await toolkit.getTools();

for await (const line of createInterface({ input: process.stdin })) {
  const { name, input } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(await answer(name, input))}\n`);
}

async function answer(name, input) {
  try {
    const { inputSchema, execute } = tools[name];
    const call = { toolCallId: "1", messages: [] };
    const { content } = await execute(inputSchema.parse(input), call);
    return { text: content[0].text };
  } catch (error) {
    return { error: String(error) };
  }
}
