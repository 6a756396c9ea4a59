/**
 * Which marketing channels drive the best users?
 *
 * `deno run -A examples/channel_performance.ts`
 *
 * @module
 */

import { assert } from "@std/assert";
import { z } from "zod";
import { type Env, openProject, resultOf, show } from "./project.ts";

const Channels = z.object({
  rows: z.array(z.object({
    channel: z.string(),
    signups: z.number(),
    converted: z.number(),
    conversion_rate: z.number(),
    revenue_per_signup: z.number(),
  })),
});

/** Sign-ups of 60 days by channel, and what they were worth. */
export async function main(env: Env = Deno.env.toObject()): Promise<void> {
  await using project = await openProject(env);
  const run = await project.executor.executeTemplate(
    "marketing_channel_performance",
    { channel_property: "utm_source", revenue_property: "amount", days: 60 },
  );
  const { rows } = resultOf(run, Channels);
  show(rows.toSorted((a, b) => b.revenue_per_signup - a.revenue_per_signup));

  assert(rows.length > 0, "Nobody signed up: name an event of your own");
  for (const { signups, converted, conversion_rate: rate } of rows) {
    assert(converted <= signups);
    assert(Math.abs(rate - converted / signups) < 0.001);
  }
}

if (import.meta.main) await main();
