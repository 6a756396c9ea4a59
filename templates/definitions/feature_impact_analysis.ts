/**
 * Whether a feature changed anything.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import {
  eventName,
  filterTestAccounts,
  optionalText,
  propertyName,
  range,
  windowDays,
} from "../fields.ts";
import { named } from "../names.ts";
import script from "../scripts/feature_impact_analysis.js" with {
  type: "text",
};
import type { Template } from "../template.ts";

/** Whether a feature changed anything. */
export const featureImpactAnalysis: Template = defineTemplate({
  name: "feature_impact_analysis",
  title: "Feature impact",
  description:
    "How much people did before and after they first used a feature, " +
    "against people who never used it over the same days. The " +
    "difference of the two changes is the estimate: evidence, not proof, " +
    "as people choose to use it.",
  persona: "product_engineer",
  question: "Did our new feature improve engagement?",
  parameters: z.strictObject({
    feature_event: eventName(
      "feature_used",
      "The event that shows use of the feature",
    ),
    feature_property: propertyName(
      "feature_name",
      "Property that tells which feature",
    ),
    feature_value: optionalText(
      "Its value for this feature; any use counts if not given",
      "ai_assistant",
      "ai_assistant",
    ),
    engagement_event: named(
      "event",
      optionalText(
        "What counts as engagement; any other event if not given",
        "purchase",
      ),
    ),
    window_days: windowDays(14, "Days to compare before and after"),
    ...range(90),
    filter_test_accounts: filterTestAccounts(),
  }),
  example: { feature_value: "export", window_days: 7 },
  result: z.object({
    rows: z.array(z.object({
      group: z.enum(["adopters", "others"]),
      people: z.number(),
      events_before: z.number(),
      events_after: z.number(),
      per_person_before: z.number(),
      per_person_after: z.number(),
      change: z.number().nullable(),
    })),
    difference: z.number().nullable(),
    caveats: z.array(z.string()),
    first_day: z.string(),
    last_day: z.string(),
  }),
  chart: "bar",

  script,
});
