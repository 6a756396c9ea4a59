export const params = {
  tables: ["events", "persons"],
  formats: ["parquet"],
  event_names: [],
  days: 30,
  start_date: null,
  end_date: null,
  filter_test_accounts: false,
};

// @ts-check
/**
 * A warehouse load: events and persons as files, with one manifest.
 *
 * Events are those of the time asked for, read in pages with a total order.
 * Persons are everybody as they are now, in batches by id. Load the files by
 * their SHA-256 and row counts, and merge on `uuid` and `person_id`: a second export
 * of the same days gives the same rows for the same events.
 *
 * @typedef {{
 *   tables: ("events" | "persons")[], formats: ("jsonl" | "csv" | "parquet")[],
 *   event_names: string[], days: number, start_date: string | null,
 *   end_date: string | null, filter_test_accounts: boolean,
 * }} Params
 */

const PERSONS = `
SELECT toString(id) AS person_id, created_at, is_identified, properties
FROM persons`;

/** @type {Record<string, import("../../driver/mod.ts").Column[]>} */
const COLUMNS = {
  events: [
    { name: "uuid", type: "text" },
    { name: "timestamp", type: "timestamp" },
    { name: "event", type: "text" },
    { name: "distinct_id", type: "text" },
    { name: "person_id", type: "text" },
    { name: "properties", type: "text" },
  ],
  persons: [
    { name: "person_id", type: "text" },
    { name: "created_at", type: "timestamp" },
    { name: "is_identified", type: "boolean" },
    { name: "properties", type: "text" },
  ],
};

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress, artifact }) {
  const { first_day, last_day } = await client.dayRange(params);
  const sources = {
    events: () =>
      client.exportEvents({
        start: first_day,
        end: last_day,
        filterTestAccounts: params.filter_test_accounts,
        ...(params.event_names.length > 0 &&
          { eventNames: params.event_names }),
      }),
    persons: () => persons(client),
  };
  const files = [];
  const time = { first: "", last: "" };
  for (const table of params.tables) {
    progress(`Exporting ${table}`);
    const rows = watch(
      sources[table](),
      time,
      (count) => progress(`${count} ${table}`, count),
    );
    const written = await client.writeFiles(rows, {
      name: table,
      columns: COLUMNS[table] ?? [],
      formats: params.formats,
      artifact,
    });
    files.push(...written);
  }
  const covered = {
    first_day,
    last_day,
    first_timestamp: time.first || null,
    last_timestamp: time.last || null,
  };
  const manifest = JSON.stringify({ ...covered, files }, null, 2);
  await artifact("manifest.json", manifest);
  return { rows: files, ...covered };
}

/** @param {import("../../driver/mod.ts").PostHogClient} client */
async function* persons(client) {
  const batches = client.queryBatches(PERSONS, { key: ["person_id"] });
  for await (const batch of batches) {
    for (const row of batch) {
      yield {
        ...row,
        is_identified: Boolean(row.is_identified),
        properties: JSON.parse(String(row.properties)),
      };
    }
  }
}

/**
 * @param {AsyncIterable<object>} rows
 * @param {{ first: string, last: string }} time
 * @param {(count: number) => void} progress
 */
async function* watch(rows, time, progress) {
  let count = 0;
  for await (const row of rows) {
    if ("timestamp" in row) {
      time.first ||= String(row.timestamp);
      time.last = String(row.timestamp);
    }
    yield { ...row };
    if (++count % 10_000 === 0) progress(count);
  }
  progress(count);
}
