/**
 * Where people drop off.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { filterTestAccounts, funnel, optionalText, range } from "../fields.ts";
import { named } from "../names.ts";
import script from "../scripts/analyze_funnel.js" with { type: "text" };
import type { Template } from "../template.ts";

/** Where people drop off. */
export const analyzeFunnel: Template = defineTemplate({
  name: "analyze_funnel",
  title: "Funnel",
  description:
    "How many people did the steps in this order within the conversion " +
    "window, how many dropped out before each step, and the median time each " +
    "step took. Optionally for each value of a property.",
  persona: "product_manager",
  question: "Where are users dropping off in our funnel?",
  parameters: z.strictObject({
    ...funnel(),
    breakdown: named(
      "event_property",
      optionalText(
        "Event property to split by, as it is at the first step",
        "$browser",
      ),
    ),
    breakdown_limit: z.int().min(1).max(1000).default(25).describe(
      "Most values of the breakdown to show, biggest first",
    ),
    ...range(30),
    filter_test_accounts: filterTestAccounts(),
  }),
  example: {
    funnel_steps: ["user_signed_up", "purchase"],
    window_days: 7,
    days: 60,
  },
  result: z.object({
    rows: z.array(z.object({
      breakdown_value: z.string().optional(),
      step: z.number(),
      event: z.string(),
      people: z.number(),
      conversion_from_start: z.number().nullable(),
      conversion_from_previous: z.number().nullable(),
      dropped: z.number(),
      median_seconds_from_start: z.number().nullable(),
      median_seconds_from_previous: z.number().nullable(),
    })),
    breakdown_values: z.number(),
    breakdown_values_shown: z.number(),
    first_day: z.string(),
    last_day: z.string(),
  }),
  chart: "funnel",
  script,
});
