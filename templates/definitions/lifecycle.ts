/**
 * New, returning, resurrecting, dormant.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { endDate, filterTestAccounts, optionalText } from "../fields.ts";
import { named } from "../names.ts";
import script from "../scripts/lifecycle.js" with { type: "text" };
import type { Template } from "../template.ts";

/** New, returning, resurrecting, dormant. */
export const lifecycle: Template = defineTemplate({
  name: "lifecycle",
  title: "Lifecycle",
  description: "For each period: how many people are new, came back from the " +
    "period before, came back after a pause, or went quiet, and whether " +
    "the product grows.",
  persona: "product_manager",
  question: "Are we growing, or just replacing the people who leave?",
  parameters: z.strictObject({
    event_name: named(
      "event",
      optionalText(
        "The event that counts as activity; any event if not given",
        "feature_used",
      ),
    ),
    interval: z.enum(["day", "week", "month"]).default("week").describe(
      "Length of a period",
    ),
    intervals: z.int().min(2).max(120).default(8).describe(
      "How many periods, the current one included",
    ),
    end_date: endDate(),
    filter_test_accounts: filterTestAccounts(),
  }),
  example: { event_name: "feature_used", interval: "day", intervals: 14 },
  result: z.object({
    rows: z.array(z.object({
      period: z.string(),
      new: z.number(),
      returning: z.number(),
      resurrecting: z.number(),
      dormant: z.number(),
      net: z.number(),
    })),
    last_day: z.string(),
  }),
  chart: "bar",

  script,
});
