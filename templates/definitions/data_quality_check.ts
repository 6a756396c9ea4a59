/**
 * Whether the data is sound.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { eventName, range } from "../fields.ts";
import { named } from "../names.ts";
import script from "../scripts/data_quality_check.js" with { type: "text" };
import type { Template } from "../template.ts";

/** Whether the data is sound. */
export const dataQualityCheck: Template = defineTemplate({
  name: "data_quality_check",
  title: "Data quality",
  description:
    "Checks for late, future and doubled events, useless distinct ids, " +
    "missing properties, event names that differ only in spelling, and " +
    "persons who share an email.",
  persona: "data_analyst",
  question: "Can I trust this data?",
  parameters: z.strictObject({
    required_event: eventName(
      "purchase",
      "The event whose properties are checked",
    ),
    required_properties: named(
      "event_property",
      z.array(z.string().min(1)).max(50).default([
        "amount",
        "currency",
      ]).describe("Properties that it must have"),
    ),
    ...range(30),
  }),
  example: {
    required_event: "feature_used",
    required_properties: ["feature_name"],
  },
  result: z.object({
    rows: z.array(z.object({
      check: z.string(),
      ok: z.boolean(),
      affected: z.number(),
      share: z.number().nullable(),
      meaning: z.string(),
    })),
    first_day: z.string(),
    last_day: z.string(),
  }),
  chart: "table",

  script,
});
