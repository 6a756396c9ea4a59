export const params = {
  event_names: [],
  distinct_id: null,
  days: 7,
  start_date: null,
  end_date: null,
  filter_test_accounts: false,
  limit: 50,
};

// @ts-check
/**
 * The newest events, newest first, with all their properties.
 *
 * @typedef {{
 *   event_names: string[], distinct_id: string | null, days: number,
 *   start_date: string | null, end_date: string | null,
 *   filter_test_accounts: boolean, limit: number,
 * }} Params
 *
 * @typedef {{ properties: string }} Event
 */

const HOGQL = `
SELECT uuid, timestamp, event, distinct_id, person_id, person.properties.email AS email, properties
FROM events
WHERE (empty({event_names}) OR event IN {event_names})
  AND ({distinct_id} IS NULL OR distinct_id = {distinct_id})
  AND timestamp >= toDateTime({first_day})
  AND timestamp < toDateTime({day_after})
  AND {filters}
ORDER BY timestamp DESC, uuid`;

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const range = await client.dayRange(params);
  progress("Reading the newest events");
  const answer = await client.query(HOGQL, {
    values: { ...params, ...range },
    filters: { filterTestAccounts: params.filter_test_accounts },
    limit: params.limit,
  });
  const rows = /** @type {Event[]} */ (answer.rows);
  return {
    rows: rows.map((row) => ({
      ...row,
      properties: JSON.parse(row.properties),
    })),
    first_day: range.first_day,
    last_day: range.last_day,
  };
}
