/**
 * Many events in.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { moment } from "../fields.ts";
import { jsonObject } from "../json_object.ts";
import script from "../scripts/capture_batch.js" with { type: "text" };
import type { Template } from "../template.ts";

/** Many events in. */
export const captureBatch: Template = defineTemplate({
  name: "capture_batch",
  title: "Capture events",
  description:
    "Sends many events to PostHog, in as many requests as it takes, and " +
    "says which were refused and why. Trying again never doubles one.",
  persona: "product_engineer",
  question: "How do I send many events at once?",
  parameters: z.strictObject({
    events: z.array(z.strictObject({
      event: z.string().min(1),
      distinct_id: z.string().min(1).max(200),
      properties: jsonObject("Properties of the event", { plan: "pro" }),
      timestamp: moment("When it happened, with its offset; now if not given"),
      uuid: z.uuid().nullable().default(null).describe(
        "Its identity; the same uuid is the same event",
      ),
    })).min(1).max(100_000).default([{
      event: "posthog_driver_test",
      distinct_id: "posthog-driver",
      properties: {},
      timestamp: null,
      uuid: null,
    }]).describe("The events, in order"),
    historical_migration: z.boolean().default(false).describe(
      "For old events: they do not count as a spike",
    ),
  }),
  example: { events: [{ event: "feature_used", distinct_id: "user-1" }] },
  result: z.object({
    rows: z.array(z.object({
      index: z.number(),
      uuid: z.string(),
      reason: z.string(),
      code: z.string(),
    })),
    accepted: z.number(),
    over_quota: z.number(),
    uuids: z.array(z.string()),
  }),
  chart: "none",
  writes: true,
  script,
});
