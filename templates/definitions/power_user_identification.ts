/**
 * Who lives in the product.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { filterTestAccounts, limit, range } from "../fields.ts";
import script from "../scripts/power_user_identification.js" with {
  type: "text",
};
import type { Template } from "../template.ts";

/** Who lives in the product. */
export const powerUserIdentification: Template = defineTemplate({
  name: "power_user_identification",
  title: "Power users by everything they do",
  description:
    "People who come on more days than nearly everybody else, whatever " +
    "they do. The bar is a percentile of all active people, so that it " +
    "fits any product.",
  persona: "customer_success",
  question: "Who are our power users?",
  parameters: z.strictObject({
    percentile: z.number().min(1).max(99.9).default(90).describe(
      "Percentile of days active that is the bar",
    ),
    min_active_days: z.int().min(1).default(4).describe(
      "The bar is never below this many days",
    ),
    ...range(30),
    filter_test_accounts: filterTestAccounts(),
    limit: limit(100),
  }),
  example: { percentile: 95 },
  result: z.object({
    rows: z.array(z.object({
      person_id: z.string(),
      email: z.string().nullable(),
      latest_distinct_id: z.string(),
      active_days: z.number(),
      events: z.number(),
      different_events: z.number(),
      last_seen: z.string(),
      days_per_active_week: z.number(),
    })),
    total: z.number(),
    active_people: z.number(),
    bar_active_days: z.number().nullable(),
    first_day: z.string(),
    last_day: z.string(),
  }),
  chart: "table",

  script,
});
