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
  AND timestamp >= coalesce(toDateTime({start_date}), coalesce(toDateTime({end_date}), toStartOfDay(now())) - toIntervalDay({days}))
  AND timestamp < coalesce(toDateTime({end_date}) + toIntervalDay(1), now())
  AND {filters}
GROUP BY person_id
HAVING occurrences >= {min_occurrences}
ORDER BY occurrences DESC, person_id`;

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  progress(`Counting "${params.key_event}" for each person`);
  const { rows } = await client.query(HOGQL, {
    values: params,
    filters: { filterTestAccounts: params.filter_test_accounts },
    limit: params.limit,
  });
  return {
    rows: rows.map(({ total: _, ...row }) => row),
    total: rows[0]?.total ?? 0,
  };
}
