/**
 * Who has stopped coming.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { endDate, filterTestAccounts, limit, optionalText } from "../fields.ts";
import { named } from "../names.ts";
import script from "../scripts/identify_churn_risk.js" with { type: "text" };
import type { Template } from "../template.ts";

/** Who has stopped coming. */
export const identifyChurnRisk: Template = defineTemplate({
  name: "identify_churn_risk",
  title: "Churn risk",
  description:
    "People who were active and have gone quiet: for longer than a fixed " +
    "number of days, or for longer than their own rhythm explains. Those who " +
    "were most active come first.",
  persona: "customer_success",
  question: "Which customers are about to leave us?",
  parameters: z.strictObject({
    key_event: named(
      "event",
      optionalText(
        "The event that counts as activity; any event if not given",
        "feature_used",
      ),
    ),
    inactive_days: z.int().min(1).max(3650).default(14).describe(
      "Days without activity after which anybody is at risk",
    ),
    lookback_days: z.int().min(2).max(3650).default(90).describe(
      "Days of activity to look at",
    ),
    min_events: z.int().min(1).default(5).describe(
      "Events somebody must have had to count as a user at all",
    ),
    rhythm_factor: z.number().min(1).max(100).default(3).describe(
      "How many times their own median gap between active days counts as too long",
    ),
    end_date: endDate(),
    filter_test_accounts: filterTestAccounts(),
    limit: limit(200),
  }).refine(
    ({ inactive_days, lookback_days }) => inactive_days <= lookback_days,
    {
      path: ["inactive_days"],
      error: "no more than lookback_days, or nobody could be found",
    },
  ),
  example: { inactive_days: 14, lookback_days: 60 },
  result: z.object({
    rows: z.array(z.object({
      person_id: z.string(),
      email: z.string().nullable(),
      latest_distinct_id: z.string(),
      events: z.number(),
      active_days: z.number(),
      last_seen: z.string(),
      days_inactive: z.number(),
      typical_gap_days: z.number().nullable(),
      overdue_factor: z.number().nullable(),
      past_fixed_gap: z.boolean(),
      past_own_rhythm: z.boolean(),
    })),
    total: z.number(),
    first_day: z.string(),
    last_day: z.string(),
  }),
  chart: "table",
  script,
});
