/**
 * What people do next.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { filterTestAccounts, limit, range, text, texts } from "../fields.ts";
import script from "../scripts/paths.js" with { type: "text" };
import type { Template } from "../template.ts";

/** What people do next. */
export const paths: Template = defineTemplate({
  name: "paths",
  title: "Paths",
  description:
    "The steps people take right after an event, or right before it, " +
    "within a visit: from where to where, how many people and how " +
    "often.",
  persona: "product_manager",
  question: "What do people do after they sign up?",
  parameters: z.strictObject({
    anchor_event: text(
      "user_signed_up",
      "The event, or the path of a page, to start from",
    ),
    direction: z.enum(["after", "before"]).default("after").describe(
      "Which way to look",
    ),
    steps: z.int().min(1).max(20).default(4).describe("How many steps"),
    ignore_events: texts([
      "$pageleave",
      "$identify",
      "$feature_flag_called",
      "$autocapture",
    ], "Events that are no steps"),
    ...range(30),
    filter_test_accounts: filterTestAccounts(),
    limit: limit(100),
  }),
  example: { anchor_event: "purchase", direction: "before" },
  result: z.object({
    rows: z.array(z.object({
      step: z.number(),
      from: z.string(),
      to: z.string(),
      people: z.number(),
      times: z.number(),
    })),
    first_day: z.string(),
    last_day: z.string(),
  }),
  chart: "table",

  script,
});
