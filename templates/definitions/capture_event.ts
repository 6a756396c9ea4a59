/**
 * One event in.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { moment, text } from "../fields.ts";
import { jsonObject } from "../json_object.ts";
import script from "../scripts/capture_event.js" with { type: "text" };
import type { Template } from "../template.ts";

/** One event in. */
export const captureEvent: Template = defineTemplate({
  name: "capture_event",
  title: "Capture an event",
  description:
    "Sends one event to PostHog, with its properties and, if given, " +
    "properties of the person. Trying again never doubles it.",
  persona: "product_engineer",
  question: "How do I send an event?",
  parameters: z.strictObject({
    event: text("posthog_driver_test", "Name of the event"),
    distinct_id: z.string().min(1).max(200).default("posthog-driver").describe(
      "Who did it",
    ),
    properties: jsonObject("Properties of the event", { plan: "pro" }),
    person_properties: jsonObject("Properties to set on the person", {
      email: "ada@example.com",
    }),
    timestamp: moment("When it happened, with its offset; now if not given"),
  }),
  example: {
    event: "feature_used",
    distinct_id: "user-1",
    properties: { feature_name: "export" },
  },
  result: z.object({
    rows: z.array(z.object({
      uuid: z.string(),
      event: z.string(),
      distinct_id: z.string(),
    })),
    accepted: z.number(),
    over_quota: z.number(),
  }),
  chart: "none",
  writes: true,
  script,
});
