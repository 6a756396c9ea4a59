/**
 * Exports a million events from the PostHog that the environment names, in a
 * process of its own so that its memory is the client's and nobody else's;
 * then asks for the same pages in a bare loop. Prints one JSON line.
 *
 * @module
 */

import { PostHogClient } from "../../driver/mod.ts";
import { COUNT, Tally } from "../driver_events.ts";

/** What it prints. */
export interface ExportReport {
  /** Events that came. */
  readonly rows: number;
  /** Whether each of the million came exactly once. */
  readonly isExact: boolean;
  /** Time of the export, in milliseconds. */
  readonly ms: number;
  /** Time of the bare loop, in milliseconds. */
  readonly loopMs: number;
  /** The highest memory up to each of {@linkcode MARKS}, in bytes. */
  readonly rss: readonly number[];
}

/** Events after which the highest memory so far is told. */
const MARKS = [100_000, 300_000, COUNT];

/** Exports and loops that are timed. */
const ROUNDS = 3;

const pageSize = Number(Deno.args[0]);
const sent: Request[] = [];
const client = PostHogClient.fromEnv(Deno.env.toObject(), {
  timeoutMs: 120_000,
  fetch: (request) => {
    sent.push(new Request(request.clone(), { signal: null }));
    return fetch(request);
  },
});

async function* pages() {
  const events = client.exportEvents({ start: "2026-01-01", pageSize });
  yield* events.pages();
}

/** The heap grows to its working size with the first pages, however few. */
async function warmUp(): Promise<void> {
  let rows = 0;
  for await (const page of pages()) {
    rows += page.length;
    if (rows >= 200_000) break;
  }
  sent.length = 0;
}

async function measureExport(): Promise<Omit<ExportReport, "loopMs">> {
  const tally = new Tally();
  const rss: number[] = [];
  let rows = 0;
  let peak = 0;
  const start = performance.now();
  for await (const page of pages()) {
    for (const { uuid } of page) tally.add(uuid);
    rows += page.length;
    peak = Math.max(peak, Deno.memoryUsage().rss);
    if (rows >= (MARKS[rss.length] ?? Infinity)) rss.push(peak);
  }
  return { rows, rss, isExact: tally.isExact, ms: performance.now() - start };
}

async function measureLoop(): Promise<number> {
  const start = performance.now();
  for (const request of sent.splice(0)) {
    const response = await fetch(request);
    await response.json();
  }
  return performance.now() - start;
}

await warmUp();
const first = await measureExport();
// In turns, so that what else the machine does weighs on both alike.
let { ms } = first;
let loopMs = await measureLoop();
for (let round = 1; round < ROUNDS; round++) {
  ms += (await measureExport()).ms;
  loopMs += await measureLoop();
}
const report: ExportReport = {
  ...first,
  ms: ms / ROUNDS,
  loopMs: loopMs / ROUNDS,
};
Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(report)));
