/**
 * Events over time.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { filterTestAccounts, optionalText, range } from "../fields.ts";
import { named } from "../names.ts";
import script from "../scripts/trends.js" with { type: "text" };
import type { Template } from "../template.ts";

/** Events over time. */
export const trends: Template = defineTemplate({
  name: "trends",
  title: "Trends",
  description:
    "How often events happen, how many people do them, or the sum or " +
    "average of a property, by hour, day, week or month, optionally " +
    "split by a property. Periods without events are zero, not missing.",
  persona: "anyone",
  question: "How is this developing over time?",
  parameters: z.strictObject({
    event_names: named(
      "event",
      z.array(z.string().min(1)).min(1).max(20)
        .default(["feature_used"]).describe(
          "Events to count, one line for each",
        ),
    ),
    measure: z.enum(["events", "people", "sum", "average"]).default("events")
      .describe("What to count, or what to do with measure_property"),
    measure_property: named(
      "event_property",
      optionalText(
        "Numeric property to sum or average",
        "amount",
      ),
    ),
    interval: z.enum(["hour", "day", "week", "month"]).default("day").describe(
      "Length of a period",
    ),
    breakdown: named(
      "event_property",
      optionalText("Event property to split by", "plan"),
    ),
    breakdown_limit: z.int().min(1).max(1000).default(10).describe(
      "Most values of the breakdown to show, biggest first",
    ),
    ...range(30),
    filter_test_accounts: filterTestAccounts(),
  }).refine(
    ({ measure, measure_property }) =>
      measure_property !== null || ["events", "people"].includes(measure),
    {
      path: ["measure_property"],
      error: "the name of a numeric property, as measure is sum or average",
    },
  ),
  example: {
    event_names: ["purchase"],
    measure: "sum",
    measure_property: "amount",
    interval: "week",
    days: 60,
  },
  result: z.object({
    rows: z.array(z.object({
      period: z.string(),
      event: z.string(),
      breakdown_value: z.string().optional(),
      events: z.number().optional(),
      people: z.number().optional(),
      sum: z.number().optional(),
      average: z.number().nullable().optional(),
    })),
    breakdown_values: z.number(),
    breakdown_values_shown: z.number(),
    first_day: z.string(),
    last_day: z.string(),
  }),
  chart: "line",

  script,
});
