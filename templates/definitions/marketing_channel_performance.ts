/**
 * Where good users come from.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import {
  eventName,
  filterTestAccounts,
  limit,
  propertyName,
  range,
  windowDays,
} from "../fields.ts";
import script from "../scripts/marketing_channel_performance.js" with {
  type: "text",
};
import type { Template } from "../template.ts";

/** Where good users come from. */
export const marketingChannelPerformance: Template = defineTemplate({
  name: "marketing_channel_performance",
  title: "Marketing channels",
  description:
    "Sign-ups by channel, how many of them converted within the window, " +
    "how fast, and what they were worth.",
  persona: "growth_marketer",
  question: "Which marketing channels drive the best users?",
  parameters: z.strictObject({
    signup_event: eventName(
      "user_signed_up",
      "The event that makes somebody a user",
    ),
    conversion_event: eventName(
      "purchase",
      "The event that makes them a customer",
    ),
    channel_property: propertyName(
      "utm_source",
      "Sign-up property with the channel; where it is missing, the person's $initial_ one",
    ),
    revenue_property: propertyName(
      "amount",
      "Numeric property of the conversion event",
    ),
    window_days: windowDays(
      30,
      "Days after signing up within which conversions count",
    ),
    ...range(60),
    filter_test_accounts: filterTestAccounts(),
    limit: limit(100),
  }),
  example: { channel_property: "utm_campaign", days: 90 },
  result: z.object({
    rows: z.array(z.object({
      channel: z.string(),
      signups: z.number(),
      converted: z.number(),
      conversion_rate: z.number(),
      conversions: z.number(),
      revenue: z.number(),
      revenue_per_signup: z.number(),
      median_days_to_convert: z.number().nullable(),
    })),
    first_day: z.string(),
    last_day: z.string(),
  }),
  chart: "bar",

  script,
});
