/**
 * What has been asked before.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { limit, optionalText } from "../fields.ts";
import script from "../scripts/get_insights.js" with { type: "text" };
import type { Template } from "../template.ts";

/** What has been asked before. */
export const getInsights: Template = defineTemplate({
  name: "get_insights",
  title: "Insights",
  description:
    "The insights saved in this project with their kind and query, so " +
    "that a number can be found where somebody already defined it.",
  persona: "anyone",
  question: "Which insights do we have?",
  parameters: z.strictObject({
    insight_type: z.enum([
      "TRENDS",
      "FUNNELS",
      "RETENTION",
      "PATHS",
      "STICKINESS",
      "LIFECYCLE",
    ]).nullable().default(null).describe("Only this kind").meta({
      examples: ["FUNNELS"],
    }),
    search: optionalText(
      "Only those with this in their name or description",
      "signup",
    ),
    limit: limit(100),
  }),
  example: { insight_type: "FUNNELS" },
  result: z.object({
    rows: z.array(z.object({
      id: z.number(),
      short_id: z.string(),
      name: z.string().nullable(),
      kind: z.string().nullable(),
      description: z.string().nullable(),
      last_modified_at: z.string().nullable(),
      query: z.record(z.string(), z.unknown()).nullable(),
    })),
  }),
  chart: "table",

  script,
});
