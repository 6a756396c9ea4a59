/**
 * Where people leave, and what they do instead.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { filterTestAccounts, funnel, range } from "../fields.ts";
import script from "../scripts/user_journey_funnel_analysis.js" with {
  type: "text",
};
import type { Template } from "../template.ts";

/** Where people leave, and what they do instead. */
export const userJourneyFunnelAnalysis: Template = defineTemplate({
  name: "user_journey_funnel_analysis",
  title: "User journey",
  description:
    "The steps as an ordered funnel, and for those who left after each " +
    "step the very next thing they did.",
  persona: "product_manager",
  question: "Where are users dropping off, and what do they do instead?",
  parameters: z.strictObject({
    ...funnel(),
    alternatives: z.int().min(1).max(50).default(5).describe(
      "Most things to list after each step",
    ),
    ...range(30),
    filter_test_accounts: filterTestAccounts(),
  }),
  example: { funnel_steps: ["$pageview", "user_signed_up", "feature_used"] },
  result: z.object({
    rows: z.array(z.object({
      step: z.number(),
      event: z.string(),
      people: z.number(),
      conversion_from_start: z.number().nullable(),
      conversion_from_previous: z.number().nullable(),
      left_after: z.number(),
    })),
    after_drop_off: z.array(z.object({
      after: z.string(),
      next: z.string(),
      people: z.number(),
      share: z.number().nullable(),
    })),
    first_day: z.string(),
    last_day: z.string(),
  }),
  chart: "funnel",

  script,
});
