/**
 * Prints what the tools cost a model: tokens (characters ÷ 4) of the
 * definitions, and per scenario tokens of the calls and their answers. Every
 * scenario takes two turns: its calls go side by side, then comes the answer.
 *
 * @module
 */

import { messageTools } from "@posthog-driver/posthog-driver/agent";
import { openGround } from "./ground.ts";
import { SCENARIOS } from "./scenarios.ts";

await using ground = await openGround();
const tokens = (value: unknown) => Math.round(JSON.stringify(value).length / 4);
const lines = [
  `${tokens(messageTools(ground.toolkit()))} tokens  tool definitions`,
];
for (const { name, calls, decision = "nobody_to_ask" } of SCENARIOS) {
  const toolkit = ground.toolkit();
  const given = await Promise.all(
    calls.map((call) =>
      toolkit.call(call.name, call.input, {
        approve: () => Promise.resolve(decision),
      })
    ),
  );
  const sum = tokens(calls) + tokens(given.map(({ text }) => text));
  lines.push(`${sum} tokens, ${calls.length} calls  ${name}`);
}
await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
