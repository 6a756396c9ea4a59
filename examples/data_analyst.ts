/**
 * A data analyst looks for patterns of behaviour, asks something no template
 * asks, and takes the data to a warehouse.
 *
 * `deno run -A examples/data_analyst.ts`
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { z } from "zod";
import { type Env, openProject, resultOf, show } from "./project.ts";

const Segments = z.object({
  rows: z.array(z.object({
    segment: z.string(),
    people: z.number(),
    share_of_people: z.number(),
    share_of_events: z.number(),
  })),
});

const Hours = z.object({
  rows: z.array(z.object({ hour: z.number(), people: z.number() })),
});

/** A script of one's own: it gets the driver and the parameters. */
const BUSIEST_HOURS = `
export default async function ({ client, params }) {
  const { rows } = await client.query(
    "SELECT toHour(timestamp) AS hour, uniq(person_id) AS people FROM events " +
      "WHERE timestamp >= now() - toIntervalDay({days}) " +
      "GROUP BY hour ORDER BY people DESC LIMIT 24",
    { values: { days: params.days } },
  );
  return { rows };
}`;

/** Segments, the busiest hours, and a week of events as Parquet. */
export async function main(env: Env = Deno.env.toObject()): Promise<void> {
  const artifactsDir = await Deno.makeTempDir({ prefix: "warehouse-" });
  await using project = await openProject(env, { artifactsDir });
  const { executor } = project;

  const segments = resultOf(
    await executor.executeTemplate("complex_hogql_analysis", { days: 60 }),
    Segments,
  );
  show(segments.rows);
  const shares = segments.rows.map((row) => row.share_of_people);
  assert(Math.abs(shares.reduce((a, b) => a + b, 0) - 1) < 0.01);

  const hours = resultOf(
    await executor.executeScript(BUSIEST_HOURS, { params: { days: 30 } }),
    Hours,
  );
  show(hours.rows.slice(0, 5));
  assert(hours.rows.length > 0 && hours.rows.length <= 24);

  const run = await executor.executeTemplate("data_warehouse_export", {
    tables: ["events"],
    formats: ["parquet"],
    days: 7,
  });
  assert(run.success, run.error?.message);
  show(run.artifacts);
  for (const { path, bytes } of run.artifacts) {
    // What the answer says of a file holds for the file.
    assertEquals((await Deno.stat(path)).size, bytes);
  }
  assert(run.artifacts.some(({ name }) => name.endsWith(".parquet")));
  await Deno.remove(artifactsDir, { recursive: true });
}

if (import.meta.main) await main();
