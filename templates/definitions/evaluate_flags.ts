/**
 * What flags say about somebody.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { optionalText } from "../fields.ts";
import { jsonObject } from "../json_object.ts";
import script from "../scripts/evaluate_flags.js" with { type: "text" };
import type { Template } from "../template.ts";

/** What flags say about somebody. */
export const evaluateFlags: Template = defineTemplate({
  name: "evaluate_flags",
  title: "Evaluate feature flags",
  description: "Every feature flag, or one, for somebody: on or off, which " +
    "variant, with which payload, and why. Properties may be given to " +
    "try out what would be.",
  persona: "product_engineer",
  question: "Which flags does this user have, and why?",
  parameters: z.strictObject({
    distinct_id: z.string().min(1).default("user-1").describe(
      "Whom to evaluate for",
    ),
    flag_key: optionalText("Only this flag", "new-onboarding"),
    person_properties: jsonObject(
      "Properties to use instead of the stored ones",
      { plan: "pro" },
    ),
    groups: jsonObject("Their groups, by type", { company: "company-1" }),
  }),
  example: { flag_key: "new-onboarding" },
  result: z.object({
    rows: z.array(z.object({
      flag: z.string(),
      enabled: z.boolean(),
      variant: z.string().nullable(),
      payload: z.unknown(),
      reason: z.string().nullable(),
      failed: z.boolean(),
    })),
    is_partial: z.boolean(),
  }),
  chart: "table",

  script,
});
