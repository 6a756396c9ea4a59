/**
 * The website at a glance.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { filterTestAccounts, limit, range } from "../fields.ts";
import script from "../scripts/web_overview.js" with { type: "text" };
import type { Template } from "../template.ts";

/** The website at a glance. */
export const webOverview: Template = defineTemplate({
  name: "web_overview",
  title: "Web overview",
  description:
    "Visitors, views, sessions, length of a session and bounce rate " +
    "against the same length of time before, and the pages seen most.",
  persona: "growth_marketer",
  question: "How is the website doing?",
  parameters: z.strictObject({
    ...range(7),
    filter_test_accounts: filterTestAccounts(),
    limit: limit(20),
  }),
  example: { days: 30 },
  result: z.object({
    rows: z.array(z.object({
      metric: z.string(),
      value: z.number(),
      previous: z.number(),
      change: z.number().nullable(),
    })),
    top_pages: z.array(z.object({
      page: z.string(),
      views: z.number(),
      visitors: z.number(),
    })),
    first_day: z.string(),
    last_day: z.string(),
  }),
  chart: "number",

  script,
});
