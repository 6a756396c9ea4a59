/**
 * What is in this project.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { limit, optionalText } from "../fields.ts";
import { named } from "../names.ts";
import script from "../scripts/explore_schema.js" with { type: "text" };
import type { Template } from "../template.ts";

/** What is in this project. */
export const exploreSchema: Template = defineTemplate({
  name: "explore_schema",
  title: "Explore the schema",
  description:
    "The events of this project with volume, people and properties; or, " +
    "for one event, its properties with how often each is filled, the " +
    "types of its values and an example.",
  persona: "anyone",
  question: "What data do we have?",
  parameters: z.strictObject({
    event_name: named(
      "event",
      optionalText("Look into this event", "purchase"),
    ),
    days: z.int().min(0).max(3650).default(30).describe(
      "Days to look back from today, which counts, too",
    ),
    limit: limit(200),
  }),
  example: { event_name: "purchase" },
  result: z.object({
    rows: z.array(z.looseObject({ events: z.number() })),
    first_day: z.string(),
    last_day: z.string(),
  }),
  chart: "table",

  script,
});
