/**
 * Who are our power users?
 *
 * `deno run -A examples/power_users.ts`
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { z } from "zod";
import { type Env, openProject, resultOf, show } from "./project.ts";

const PowerUsers = z.object({
  rows: z.array(z.object({
    email: z.string().nullable(),
    occurrences: z.number(),
    active_days: z.number(),
    last_seen: z.string(),
  })),
  total: z.number(),
});

/** People with at least five purchases in 30 days, keenest first. */
export async function main(env: Env = Deno.env.toObject()): Promise<void> {
  await using project = await openProject(env);
  const run = await project.executor.executeTemplate("identify_power_users", {
    key_event: "purchase",
    min_occurrences: 5,
    days: 30,
    limit: 10,
  });
  const { rows, total } = resultOf(run, PowerUsers);
  show(rows);

  assert(rows.length > 0, "Nobody is that keen: name an event of your own");
  assert(rows.every(({ occurrences }) => occurrences >= 5));
  const times = rows.map(({ occurrences }) => occurrences);
  assertEquals(times, times.toSorted((a, b) => b - a));
  // Ten of many: the answer says so, rather than looking whole.
  assertEquals(run.envelope.truncated, total > rows.length);
}

if (import.meta.main) await main();
