/**
 * Groups of people side by side.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import {
  eventName,
  filterTestAccounts,
  limit,
  range,
  text,
} from "../fields.ts";
import script from "../scripts/cohort_comparison_analysis.js" with {
  type: "text",
};
import type { Template } from "../template.ts";

/** Groups of people side by side. */
export const cohortComparisonAnalysis: Template = defineTemplate({
  name: "cohort_comparison_analysis",
  title: "Cohort comparison",
  description:
    "People grouped by a property (or by cohorts): how many are active, " +
    "how much and on how many days, and how many did the key event.",
  persona: "product_manager",
  question: "How do paid users behave compared with free users?",
  parameters: z.strictObject({
    compare_property: text(
      "plan",
      "Person property whose values are the groups",
    ),
    cohort_ids: z.array(z.int()).max(20).default([]).describe(
      "Compare these cohorts instead",
    ).meta({ examples: [[1, 2]] }),
    key_event: eventName("purchase", "The event that shows success"),
    ...range(30),
    filter_test_accounts: filterTestAccounts(),
    limit: limit(50),
  }),
  example: { compare_property: "role", key_event: "feature_used" },
  result: z.object({
    rows: z.array(z.object({
      segment: z.string(),
      people: z.number(),
      events: z.number(),
      events_per_person: z.number().nullable(),
      active_days_per_person: z.number().nullable(),
      did_key_event: z.number(),
      share_did_key_event: z.number().nullable(),
      key_events_per_person: z.number().nullable(),
    })),
    first_day: z.string(),
    last_day: z.string(),
  }),
  chart: "bar",

  script,
});
