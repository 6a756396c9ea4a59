export const params = {
  event_names: [],
  formats: ["jsonl"],
  days: 7,
  start_date: null,
  end_date: null,
  filter_test_accounts: false,
};

// @ts-check
/**
 * Events as files: every event of the time asked for, in each format, with a
 * manifest. Read once, in pages with a total order (time, then uuid), so that
 * nothing is skipped, doubled or cut, and never more than a page is in memory.
 *
 * @typedef {{
 *   event_names: string[], formats: ("jsonl" | "csv" | "parquet")[],
 *   days: number, start_date: string | null, end_date: string | null,
 *   filter_test_accounts: boolean,
 * }} Params
 */

/** @type {import("../../driver/mod.ts").Column[]} */
const COLUMNS = [
  { name: "uuid", type: "text" },
  { name: "timestamp", type: "timestamp" },
  { name: "event", type: "text" },
  { name: "distinct_id", type: "text" },
  { name: "person_id", type: "text" },
  { name: "properties", type: "text" },
];

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress, artifact }) {
  const { first_day, last_day } = await client.dayRange(params);
  const time = { first: "", last: "" };
  const events = client.exportEvents({
    start: first_day,
    end: last_day,
    filterTestAccounts: params.filter_test_accounts,
    ...(params.event_names.length > 0 && { eventNames: params.event_names }),
  });
  const files = await client.writeFiles(watch(events, time, progress), {
    name: "events",
    columns: COLUMNS,
    formats: params.formats,
    artifact,
  });
  const covered = {
    first_day,
    last_day,
    first_timestamp: time.first || null,
    last_timestamp: time.last || null,
    event_names: params.event_names,
  };
  const manifest = JSON.stringify({ ...covered, files }, null, 2);
  await artifact("manifest.json", manifest);
  return { rows: files, ...covered };
}

/**
 * @param {AsyncIterable<import("../../driver/mod.ts").PostHogEvent>} events
 * @param {{ first: string, last: string }} time
 * @param {(message: string, done?: number) => void} progress
 */
async function* watch(events, time, progress) {
  let count = 0;
  for await (const event of events) {
    time.first ||= event.timestamp;
    time.last = event.timestamp;
    yield { ...event };
    if (++count % 10_000 === 0) progress(`${count} events so far`, count);
  }
  progress(`${count} events`, count);
}
