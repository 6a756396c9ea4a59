/**
 * Where do people drop off?
 *
 * `deno run -A examples/funnel_drop_off.ts`
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { z } from "zod";
import { type Env, openProject, resultOf, show, write } from "./project.ts";

const Funnel = z.object({
  rows: z.array(z.object({
    step: z.number(),
    event: z.string(),
    people: z.number(),
    dropped: z.number(),
    conversion_from_start: z.number().nullable(),
  })),
});

const STEPS = ["user_signed_up", "onboarding_completed", "purchase"];

/** An ordered funnel over 30 days, and the step that loses most people. */
export async function main(env: Env = Deno.env.toObject()): Promise<void> {
  await using project = await openProject(env);
  const run = await project.executor.executeTemplate("analyze_funnel", {
    funnel_steps: STEPS,
    window_days: 14,
    days: 30,
  });
  const { rows } = resultOf(run, Funnel);
  show(rows);

  const [first, ...later] = rows;
  assert(first !== undefined && first.people > 0, "Nobody took the first step");
  assertEquals(rows.map(({ event }) => event), STEPS);
  later.forEach((row, index) =>
    assertEquals(row.people + row.dropped, rows[index]?.people)
  );
  const worst = later.reduce((a, b) => b.dropped > a.dropped ? b : a);
  await write(`${worst.dropped} people are lost before "${worst.event}"\n`);
}

if (import.meta.main) await main();
