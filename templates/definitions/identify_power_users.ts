/**
 * Who used something most.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { eventName, filterTestAccounts, limit, range } from "../fields.ts";
import script from "../scripts/identify_power_users.js" with { type: "text" };
import type { Template } from "../template.ts";

/** Who used something most. */
export const identifyPowerUsers: Template = defineTemplate({
  name: "identify_power_users",
  title: "Power users",
  description:
    "People who did one event at least so many times, most often first, with " +
    "the number of days on which they did it. Counted by person, over all of " +
    "their devices and ids.",
  persona: "customer_success",
  question: "Who are our power users?",
  parameters: z.strictObject({
    key_event: eventName("feature_used", "The event that shows real use"),
    min_occurrences: z.int().min(1).default(10).describe(
      "How many times somebody must have done it",
    ),
    ...range(30),
    filter_test_accounts: filterTestAccounts(),
    limit: limit(100),
  }),
  example: { key_event: "purchase", min_occurrences: 5, days: 30 },
  result: z.object({
    rows: z.array(z.object({
      person_id: z.string(),
      email: z.string().nullable(),
      latest_distinct_id: z.string(),
      occurrences: z.number(),
      active_days: z.number(),
      first_seen: z.string(),
      last_seen: z.string(),
    })),
    total: z.number(),
    first_day: z.string(),
    last_day: z.string(),
  }),
  chart: "table",
  script,
});
