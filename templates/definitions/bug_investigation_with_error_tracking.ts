/**
 * One error looked into.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import {
  eventName,
  filterTestAccounts,
  limit,
  optionalText,
  range,
} from "../fields.ts";
import script from "../scripts/bug_investigation_with_error_tracking.js" with {
  type: "text",
};
import type { Template } from "../template.ts";

/** One error looked into. */
export const bugInvestigationWithErrorTracking: Template = defineTemplate({
  name: "bug_investigation_with_error_tracking",
  title: "Bug investigation",
  description:
    "Takes the error that hits most people, or a given one: on which " +
    "pages and browsers it happens, who is hit, and whether those " +
    "people do the key event less than others.",
  persona: "product_engineer",
  question: "Where does this error happen, and what does it cost us?",
  parameters: z.strictObject({
    error_type: optionalText(
      "Type of the error; the one that hits most people if not given",
      "TypeError",
    ),
    key_event: eventName("purchase", "What people should be doing"),
    people_limit: z.int().min(1).max(1000).default(20).describe(
      "Most people to list",
    ),
    ...range(14),
    filter_test_accounts: filterTestAccounts(),
    limit: limit(50),
  }),
  example: { error_type: "NetworkError", days: 30 },
  result: z.object({
    rows: z.array(z.object({
      page: z.string(),
      browser: z.string(),
      occurrences: z.number(),
      people: z.number(),
      last_seen: z.string(),
    })),
    error: z.object({
      type: z.string(),
      message: z.string(),
      occurrences: z.number(),
      people: z.number(),
      first_seen: z.string(),
      last_seen: z.string(),
    }).nullable(),
    people: z.array(z.object({
      person_id: z.string(),
      email: z.string().nullable(),
      latest_distinct_id: z.string(),
      occurrences: z.number(),
      last_seen: z.string(),
    })),
    cost: z.array(z.object({
      group: z.enum(["affected", "others"]),
      people: z.number(),
      did_key_event: z.number(),
      share: z.number(),
    })),
    first_day: z.string(),
    last_day: z.string(),
  }),
  chart: "table",

  script,
});
