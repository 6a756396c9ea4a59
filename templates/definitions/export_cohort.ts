/**
 * The people of a cohort.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { EXPORT_MS, fileFormats, fileResult, limit } from "../fields.ts";
import script from "../scripts/export_cohort.js" with { type: "text" };
import type { Template } from "../template.ts";

/** The people of a cohort. */
export const exportCohort: Template = defineTemplate({
  name: "export_cohort",
  title: "Export a cohort",
  description:
    "All people of a cohort with their properties, as files, and the " +
    "first of them as rows. Without an id, the newest cohort.",
  persona: "growth_marketer",
  question: "Who is in this cohort?",
  parameters: z.strictObject({
    cohort_id: z.int().nullable().default(null).describe(
      "Number of the cohort; the newest if not given",
    ).meta({ examples: [1] }),
    formats: fileFormats(["jsonl"]),
    limit: limit(100, "Most people to return as rows; the files hold all"),
  }),
  example: { formats: ["csv"], limit: 10 },
  result: z.object({
    rows: z.array(z.object({
      person_id: z.string(),
      email: z.string().nullable(),
      created_at: z.string(),
      properties: z.record(z.string(), z.unknown()),
    })),
    cohort: z.object({ id: z.number(), name: z.string() }).nullable(),
    people: z.number(),
    files: z.array(fileResult()),
  }),
  chart: "table",
  timeoutMs: EXPORT_MS,

  script,
});
