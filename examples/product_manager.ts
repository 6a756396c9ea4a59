/**
 * A product manager asks what people do instead of going on, and how paying
 * customers differ from the others.
 *
 * `deno run -A examples/product_manager.ts`
 *
 * @module
 */

import { assert } from "@std/assert";
import { z } from "zod";
import { type Env, openProject, resultOf, show } from "./project.ts";

const Journey = z.object({
  rows: z.array(z.object({
    event: z.string(),
    people: z.number(),
    left_after: z.number(),
  })),
  after_drop_off: z.array(z.object({
    after: z.string(),
    next: z.string(),
    people: z.number(),
  })),
});

const Plans = z.object({
  rows: z.array(z.object({
    segment: z.string(),
    people: z.number(),
    events_per_person: z.number().nullable(),
    share_did_key_event: z.number().nullable(),
  })),
});

/** Both questions at once, each in its own sandbox. */
export async function main(env: Env = Deno.env.toObject()): Promise<void> {
  await using project = await openProject(env);
  const [journeyRun, plansRun] = await Promise.all([
    project.executor.executeTemplate("user_journey_funnel_analysis", {
      funnel_steps: ["user_signed_up", "onboarding_completed", "purchase"],
      alternatives: 3,
    }),
    project.executor.executeTemplate("cohort_comparison_analysis", {
      compare_property: "plan",
      key_event: "purchase",
    }),
  ]);

  const journey = resultOf(journeyRun, Journey);
  show(journey.after_drop_off);
  for (const { event, left_after: left } of journey.rows) {
    const next = journey.after_drop_off.filter(({ after }) => after === event);
    assert(next.every(({ people }) => people <= left));
  }

  const plans = resultOf(plansRun, Plans);
  show(plans.rows);
  assert(plans.rows.length > 1, "One plan only: compare another property");
  assert(plans.rows.every(({ people }) => people > 0));
}

if (import.meta.main) await main();
