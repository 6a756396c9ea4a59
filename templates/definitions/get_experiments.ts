/**
 * What is being tried.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { limit } from "../fields.ts";
import script from "../scripts/get_experiments.js" with { type: "text" };
import type { Template } from "../template.ts";

/** What PostHog says of a variant: key, samples, sum, chance to win and more. */
const MEASURED = z.record(z.string(), z.unknown());

/** What is being tried. */
export const getExperiments: Template = defineTemplate({
  name: "get_experiments",
  title: "Experiments",
  description:
    "The experiments of this project with their flag and state and, on " +
    "request, what PostHog computed for every metric of those that have " +
    "started.",
  persona: "product_manager",
  question: "Which experiments are running, and how do they stand?",
  parameters: z.strictObject({
    status: z.enum(["draft", "running", "paused", "complete", "stopped"])
      .nullable().default(null).describe("Only those in this state").meta({
        examples: ["running"],
      }),
    include_results: z.boolean().default(false).describe(
      "Compute their metrics, too; one query per metric",
    ),
    limit: limit(100),
  }),
  example: { include_results: true },
  result: z.object({
    rows: z.array(z.object({
      id: z.number(),
      name: z.string(),
      feature_flag_key: z.string(),
      state: z.enum(["draft", "running", "complete"]),
      start_date: z.string().nullable(),
      end_date: z.string().nullable(),
      description: z.string().nullable(),
    })),
    results: z.array(z.object({
      experiment_id: z.number(),
      name: z.string(),
      exposures: z.record(z.string(), z.unknown()).nullable(),
      metrics: z.array(z.object({
        name: z.string().nullable(),
        role: z.enum(["primary", "secondary"]),
        type: z.string().nullable(),
        baseline: MEASURED.nullable(),
        variant_results: z.array(MEASURED),
        error: z.string().nullable(),
      })),
    })),
  }),
  chart: "table",

  script,
});
