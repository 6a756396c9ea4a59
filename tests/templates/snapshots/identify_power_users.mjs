export const params = {
  key_event: "feature_used",
  min_occurrences: 10,
  days: 30,
  start_date: null,
  end_date: null,
  filter_test_accounts: false,
  limit: 100,
};

// @ts-check
/**
 * Power users: the people who did one event most often.
 *
 * Counted by person, so that someone's anonymous and signed-in ids, and all
 * their devices, are one. `total` is how many people qualify, shown or not.
 *
 * @typedef {{
 *   key_event: string, min_occurrences: number, days: number,
 *   start_date: string | null, end_date: string | null,
 *   filter_test_accounts: boolean, limit: number,
 * }} Params
 */

const HOGQL = `
SELECT
  person_id,
  argMax(person.properties.email, timestamp) AS email,
  argMax(distinct_id, timestamp) AS latest_distinct_id,
  count() AS occurrences,
  count(DISTINCT toDate(timestamp)) AS active_days,
  min(timestamp) AS first_seen,
  max(timestamp) AS last_seen,
  count() OVER () AS total
FROM events
WHERE event = {key_event}
  AND timestamp >= toDateTime({first_day})
  AND timestamp < toDateTime({day_after})
  AND {filters}
GROUP BY person_id
HAVING occurrences >= {min_occurrences}
ORDER BY occurrences DESC, person_id`;

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const range = await client.dayRange(params);
  progress(`Counting "${params.key_event}" for each person`);
  const { rows } = await client.query(HOGQL, {
    values: { ...params, ...range },
    filters: { filterTestAccounts: params.filter_test_accounts },
    limit: params.limit,
  });
  return {
    rows: rows.map(({ total: _, ...row }) => row),
    total: rows[0]?.total ?? 0,
    first_day: range.first_day,
    last_day: range.last_day,
  };
}
