/**
 * A product engineer asks whether a feature changed anything, what breaks, and
 * what the worst error costs.
 *
 * `deno run -A examples/product_engineer.ts`
 *
 * @module
 */

import { assert } from "@std/assert";
import { z } from "zod";
import { type Env, openProject, resultOf, show, write } from "./project.ts";

const Impact = z.object({
  rows: z.array(z.object({
    group: z.string(),
    people: z.number(),
    per_person_before: z.number(),
    per_person_after: z.number(),
    change: z.number().nullable(),
  })),
  difference: z.number().nullable(),
});

const Errors = z.object({
  rows: z.array(z.object({
    type: z.string(),
    occurrences: z.number(),
    people: z.number(),
  })),
});

const Bug = z.object({
  error: z.object({ type: z.string(), people: z.number() }).nullable(),
  cost: z.array(z.object({
    group: z.string(),
    people: z.number(),
    share: z.number(),
  })),
});

/** Three questions, one sandbox after the other kept warm between them. */
export async function main(env: Env = Deno.env.toObject()): Promise<void> {
  await using project = await openProject(env);
  const { executor } = project;

  const impact = resultOf(
    await executor.executeTemplate("feature_impact_analysis", {
      feature_event: "feature_used",
      feature_value: "ai_assistant",
    }),
    Impact,
  );
  show(impact.rows);
  assert(impact.rows.some(({ group }) => group === "adopters"));
  await write(`Against those who never used it: ${impact.difference}\n`);

  const errors = resultOf(
    await executor.executeTemplate("track_errors", { days: 14 }),
    Errors,
  );
  show(errors.rows);
  const [worst] = errors.rows;
  assert(worst !== undefined, "Nothing broke: look back over more days");
  assert(errors.rows.every((row) => row.occurrences >= row.people));

  const bug = resultOf(
    await executor.executeTemplate("bug_investigation_with_error_tracking", {
      error_type: worst.type,
      days: 14,
    }),
    Bug,
  );
  show(bug.cost);
  assert(bug.error?.type === worst.type);
}

if (import.meta.main) await main();
