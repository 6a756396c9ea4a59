/**
 * What just happened.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import {
  eventNames,
  filterTestAccounts,
  limit,
  optionalText,
  range,
} from "../fields.ts";
import script from "../scripts/get_recent_events.js" with { type: "text" };
import type { Template } from "../template.ts";

/** What just happened. */
export const getRecentEvents: Template = defineTemplate({
  name: "get_recent_events",
  title: "Recent events",
  description: "The newest events, newest first, with their person and all " +
    "properties; optionally only some events, or those of one distinct " +
    "id.",
  persona: "anyone",
  question: "What has just been happening?",
  parameters: z.strictObject({
    event_names: eventNames("Only these events; all of them if empty"),
    distinct_id: optionalText("Only events sent under this id", "user-1"),
    ...range(7),
    filter_test_accounts: filterTestAccounts(),
    limit: limit(50),
  }),
  example: { event_names: ["purchase"], limit: 10 },
  result: z.object({
    rows: z.array(z.object({
      uuid: z.string(),
      timestamp: z.string(),
      event: z.string(),
      distinct_id: z.string(),
      person_id: z.string(),
      email: z.string().nullable(),
      properties: z.record(z.string(), z.unknown()),
    })),
    first_day: z.string(),
    last_day: z.string(),
  }),
  chart: "table",

  script,
});
