/**
 * A growth marketer asks which campaigns bring customers, and whether people
 * come back.
 *
 * `deno run -A examples/growth_marketer.ts`
 *
 * @module
 */

import { assert } from "@std/assert";
import { z } from "zod";
import { type Env, openProject, resultOf, show } from "./project.ts";

const Campaigns = z.object({
  rows: z.array(z.object({
    channel: z.string(),
    signups: z.number(),
    revenue: z.number(),
    median_days_to_convert: z.number().nullable(),
  })),
});

const Retention = z.object({ rows: z.array(z.looseObject({})) });

/** Campaigns by revenue, then weekly retention of those who signed up. */
export async function main(env: Env = Deno.env.toObject()): Promise<void> {
  await using project = await openProject(env);
  const { executor } = project;

  const campaigns = resultOf(
    await executor.executeTemplate("marketing_channel_performance", {
      channel_property: "utm_campaign",
      days: 90,
    }),
    Campaigns,
  );
  show(campaigns.rows.toSorted((a, b) => b.revenue - a.revenue));
  assert(campaigns.rows.length > 0, "Nobody signed up in these 90 days");
  assert(campaigns.rows.every(({ revenue }) => revenue >= 0));

  const retention = await executor.executeTemplate("retention", {
    interval: "week",
    intervals: 6,
  });
  const { rows } = resultOf(retention, Retention);
  show(rows);
  assert(rows.length > 0, "Nobody to come back");
  assert(retention.envelope.truncated === false, "Weeks are missing");
}

if (import.meta.main) await main();
