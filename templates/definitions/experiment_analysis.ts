/**
 * Whether a variant wins.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import {
  eventName,
  filterTestAccounts,
  range,
  text,
  windowDays,
} from "../fields.ts";
import script from "../scripts/experiment_analysis.js" with { type: "text" };
import type { Template } from "../template.ts";

/** Whether a variant wins. */
export const experimentAnalysis: Template = defineTemplate({
  name: "experiment_analysis",
  title: "Experiment",
  description:
    "People per variant of a flag from their first exposure on, how " +
    "many converted, lift, confidence interval, p-value and chance to " +
    "win against the baseline, and a test whether the split itself is " +
    "sound.",
  persona: "product_manager",
  question: "Which variant wins, and can we be sure?",
  parameters: z.strictObject({
    flag_key: text("new-onboarding", "Key of the feature flag"),
    conversion_event: eventName(
      "onboarding_completed",
      "What the variant should make people do",
    ),
    baseline: text("control", "The variant to compare with"),
    expected_split: z.array(z.number().positive()).max(50).default([]).describe(
      "Expected parts, baseline first and then by name; equal if empty",
    ).meta({ examples: [[50, 50]] }),
    window_days: windowDays(
      14,
      "Days after exposure within which conversions count",
    ),
    ...range(60),
    filter_test_accounts: filterTestAccounts(),
  }),
  example: { conversion_event: "purchase", window_days: 30 },
  result: z.object({
    rows: z.array(z.object({
      variant: z.string(),
      people: z.number(),
      converted: z.number(),
      conversion_rate: z.number(),
      lift: z.number().nullable(),
      difference_low: z.number().nullable(),
      difference_high: z.number().nullable(),
      p_value: z.number().nullable(),
      chance_to_win: z.number().nullable(),
    })),
    people_in_several_variants: z.number(),
    split_p_value: z.number().nullable(),
    caveats: z.array(z.string()),
    first_day: z.string(),
    last_day: z.string(),
  }),
  chart: "table",

  script,
});
