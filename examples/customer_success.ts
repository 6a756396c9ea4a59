/**
 * Customer success asks who the power users are, what the keenest has been
 * doing, and who is about to leave.
 *
 * `deno run -A examples/customer_success.ts`
 *
 * @module
 */

import { assert } from "@std/assert";
import { z } from "zod";
import { type Env, openProject, resultOf, show } from "./project.ts";

const PowerUsers = z.object({
  rows: z.array(z.object({
    person_id: z.string(),
    email: z.string().nullable(),
    active_days: z.number(),
  })),
  bar_active_days: z.number().nullable(),
});

const Journey = z.object({
  rows: z.array(z.object({ timestamp: z.string(), event: z.string() })),
  person: z.object({ id: z.string() }).nullable(),
});

const AtRisk = z.object({ rows: z.array(z.looseObject({})) });

/** Three questions, the second about the first one's answer. */
export async function main(env: Env = Deno.env.toObject()): Promise<void> {
  await using project = await openProject(env);
  const { executor } = project;

  const power = resultOf(
    await executor.executeTemplate("power_user_identification", { limit: 5 }),
    PowerUsers,
  );
  show(power.rows);
  const [keenest] = power.rows;
  assert(keenest !== undefined, "Nobody comes on so many days: lower the bar");
  const bar = power.bar_active_days ?? 0;
  assert(power.rows.every(({ active_days: days }) => days >= bar));

  const journey = resultOf(
    await executor.executeTemplate("individual_user_journey", {
      person_id: keenest.person_id,
      limit: 10,
    }),
    Journey,
  );
  show(journey.rows.map(({ timestamp, event }) => ({ timestamp, event })));
  assert(journey.person?.id === keenest.person_id);

  const atRisk = resultOf(
    await executor.executeTemplate("identify_churn_risk", { limit: 5 }),
    AtRisk,
  );
  show(atRisk.rows);
  assert(atRisk.rows.length <= 5);
}

if (import.meta.main) await main();
