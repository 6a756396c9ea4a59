// @ts-check
/**
 * Events as files: every event of the time asked for, in each format, with a
 * manifest. Read once, in pages with a total order (time, then uuid), so that
 * nothing is skipped, doubled or cut, and never more than a page is in memory.
 *
 * @typedef {{
 *   event_names: string[], formats: ("jsonl" | "csv" | "parquet")[],
 *   days: number, start_date: string | null, end_date: string | null,
 * }} Params
 */

const DAYS = `
SELECT
  toString(toDate(coalesce(toDateTime({start_date}), coalesce(toDateTime({end_date}), toStartOfDay(now())) - toIntervalDay({days})))) AS start,
  toString(toDate(coalesce(toDateTime({end_date}), now()))) AS end`;

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress, artifact }) {
  const { rows: [range] } = await client.query(DAYS, {
    values: params,
    limit: 1,
  });
  const { start, end } = range;
  const events = client.exportEvents({
    start,
    end,
    ...(params.event_names.length > 0
      ? { eventNames: params.event_names }
      : {}),
  });
  const { files, rows, first, last } = await client.formats.writeEvents(
    counted(events, progress),
    params.formats,
    (format, chunks) => artifact(`events.${format}`, chunks),
  );
  const manifest = {
    start,
    end,
    rows,
    first_timestamp: first,
    last_timestamp: last,
    files,
  };
  await artifact("manifest.json", JSON.stringify(manifest, null, 2));
  return { ...manifest, rows: files };
}

/**
 * @template Event
 * @param {AsyncIterable<Event>} events
 * @param {(message: string, done?: number) => void} progress
 */
async function* counted(events, progress) {
  let count = 0;
  for await (const event of events) {
    yield event;
    if (++count % 10_000 === 0) progress(`${count} events so far`, count);
  }
  progress(`${count} events`, count);
}
