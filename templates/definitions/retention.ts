/**
 * Who comes back.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { endDate, eventName, filterTestAccounts } from "../fields.ts";
import script from "../scripts/retention.js" with { type: "text" };
import type { Template } from "../template.ts";

/** Who comes back. */
export const retention: Template = defineTemplate({
  name: "retention",
  title: "Retention",
  description:
    "Of the people who began in each period (their first time ever, or " +
    "every time), how many came back in each period after it.",
  persona: "product_manager",
  question: "Do people come back?",
  parameters: z.strictObject({
    target_event: eventName(
      "user_signed_up",
      "The event with which somebody begins",
    ),
    returning_event: eventName(
      "feature_used",
      "The event that shows they are back",
    ),
    interval: z.enum(["day", "week", "month"]).default("week").describe(
      "Length of a period",
    ),
    intervals: z.int().min(2).max(60).default(8).describe(
      "How many periods, the current one included",
    ),
    retention_type: z.enum(["first_time", "recurring"]).default("first_time")
      .describe("Whether one begins once or in every period"),
    end_date: endDate(),
    filter_test_accounts: filterTestAccounts(),
  }),
  example: { interval: "day", intervals: 14 },
  result: z.object({
    rows: z.array(z.looseObject({ cohort: z.string(), period_0: z.number() })),
    last_day: z.string(),
  }),
  chart: "table",

  script,
});
