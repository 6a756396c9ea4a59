/**
 * Patterns of behaviour.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { eventName, filterTestAccounts, range } from "../fields.ts";
import script from "../scripts/complex_hogql_analysis.js" with { type: "text" };
import type { Template } from "../template.ts";

/** Patterns of behaviour. */
export const complexHogqlAnalysis: Template = defineTemplate({
  name: "complex_hogql_analysis",
  title: "Behavioural segments",
  description:
    "Everybody active, in segments by recency and rhythm (new, core, " +
    "regular, casual, slipping), with their share of people and of " +
    "events, and how many did the key event.",
  persona: "data_analyst",
  question:
    "Which patterns of behaviour are there, and how many people follow each?",
  parameters: z.strictObject({
    key_event: eventName("purchase", "The event that shows worth"),
    ...range(60),
    filter_test_accounts: filterTestAccounts(),
  }),
  example: { key_event: "feature_used", days: 90 },
  result: z.object({
    rows: z.array(z.object({
      segment: z.string(),
      people: z.number(),
      share_of_people: z.number(),
      events: z.number(),
      share_of_events: z.number(),
      avg_active_days: z.number(),
      avg_different_events: z.number(),
      did_key_event: z.number(),
      share_did_key_event: z.number(),
    })),
    first_day: z.string(),
    last_day: z.string(),
  }),
  chart: "bar",

  script,
});
