/**
 * What breaks.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { filterTestAccounts, limit, optionalText, range } from "../fields.ts";
import script from "../scripts/track_errors.js" with { type: "text" };
import type { Template } from "../template.ts";

/** What breaks. */
export const trackErrors: Template = defineTemplate({
  name: "track_errors",
  title: "Errors",
  description:
    "Exceptions grouped by type and message: how often, for how many " +
    "people and which share of everybody active, since when, and where " +
    "last.",
  persona: "product_engineer",
  question: "What errors are affecting users?",
  parameters: z.strictObject({
    search: optionalText(
      "Only errors whose type or message contains this, in any case",
      "TypeError",
    ),
    ...range(7),
    filter_test_accounts: filterTestAccounts(),
    limit: limit(50),
  }),
  example: { search: "network", days: 30 },
  result: z.object({
    rows: z.array(z.object({
      type: z.string(),
      message: z.string(),
      occurrences: z.number(),
      people: z.number(),
      share_of_people: z.number().nullable(),
      sessions: z.number(),
      first_seen: z.string(),
      last_seen: z.string(),
      latest_url: z.string().nullable(),
    })),
    total: z.number(),
    first_day: z.string(),
    last_day: z.string(),
  }),
  chart: "table",

  script,
});
