/**
 * One person.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { limit, optionalText, range } from "../fields.ts";
import script from "../scripts/individual_user_journey.js" with {
  type: "text",
};
import type { Template } from "../template.ts";

/** One person. */
export const individualUserJourney: Template = defineTemplate({
  name: "individual_user_journey",
  title: "User journey of one person",
  description:
    "Who somebody is, everything they did in numbers, and their latest " +
    "steps, under all of their ids. Without an id, whoever was active " +
    "last.",
  persona: "customer_success",
  question: "What has this user been doing?",
  parameters: z.strictObject({
    distinct_id: optionalText("One of the person's ids", "user-1"),
    email: optionalText("Their email, exactly", "user1@mail.example"),
    person_id: optionalText(
      "PostHog's own id of the person",
      "0190d5a1-0000-0000-0000-000000000000",
    ),
    ...range(90),
    limit: limit(50),
  }),
  example: { distinct_id: "user-1" },
  result: z.object({
    rows: z.array(z.object({
      timestamp: z.string(),
      event: z.string(),
      url: z.string().nullable(),
      properties: z.record(z.string(), z.unknown()),
    })),
    person: z.object({
      id: z.string(),
      created_at: z.string().nullable(),
      properties: z.record(z.string(), z.unknown()),
    }).nullable(),
    events: z.array(z.object({
      event: z.string(),
      times: z.number(),
      first_seen: z.string(),
      last_seen: z.string(),
    })),
    first_day: z.string(),
    last_day: z.string(),
  }),
  chart: "table",

  script,
});
