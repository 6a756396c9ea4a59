/**
 * Asks the person at the terminal about a write.
 *
 * @module
 */

import type { Approve, Plan } from "../agent/mod.ts";
import { safeText } from "./cell.ts";
import type { Steps } from "./steps.ts";
import type { Screen } from "./terminal.ts";

/**
 * An approval that is asked for at the terminal, one question at a time.
 * Where nobody sits at it, the answer is no.
 *
 * @param screen Shows the question.
 * @param steps Tells what was refused without asking.
 */
export function askPerson(screen: Screen, steps: Steps): Approve {
  let before: Promise<unknown> = Promise.resolve();
  return (plan) => {
    if (!Deno.stdin.isTerminal()) {
      steps.warn(
        `Refused, as there is no terminal to ask at: ${safeText(plan.summary)}`,
      );
      return Promise.resolve("nobody_to_ask");
    }
    const decision = before.then(() => answerTo(plan, screen));
    before = decision;
    return decision;
  };
}

async function answerTo(
  { summary, changes }: Plan,
  screen: Screen,
): Promise<"approved" | "denied"> {
  const lines = JSON.stringify(changes, null, 2).split("\n").map(safeText);
  screen.write(
    `\n${safeText(summary)}\n${lines.join("\n")}\n` +
      `${screen.style("bold", "Do it?")} [y/N] `,
  );
  const buffer = new Uint8Array(1024);
  const read = await Deno.stdin.read(buffer);
  const line = new TextDecoder().decode(buffer.subarray(0, read ?? 0));
  return /^\s*y(es)?\s*$/i.test(line) ? "approved" : "denied";
}
