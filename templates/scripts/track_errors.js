// @ts-check
/**
 * Errors: what went wrong, how often and for how many people.
 *
 * Counts `$exception` events, in each of the forms that PostHog's libraries
 * send: a list of exceptions, parallel lists, or a single type and message.
 * `share_of_people` is out of everybody who was active in the same time.
 *
 * @typedef {{
 *   search: string | null, days: number, start_date: string | null,
 *   end_date: string | null, filter_test_accounts: boolean, limit: number,
 * }} Params
 */

const HOGQL = `
SELECT
  type,
  message,
  count() AS occurrences,
  count(DISTINCT person_id) AS people,
  round(people / (
    SELECT count(DISTINCT person_id) FROM events
    WHERE timestamp >= toDateTime({first_day})
  AND timestamp < toDateTime({day_after})
      AND {filters}
  ), 4) AS share_of_people,
  count(DISTINCT session) AS sessions,
  min(thrown) AS first_seen,
  max(thrown) AS last_seen,
  argMax(url, thrown) AS latest_url,
  count() OVER () AS total
FROM (
  SELECT
    person_id,
    timestamp AS thrown,
    nullIf(toString($session_id), '') AS session,
    toString(properties.$current_url) AS url,
    coalesce(
      nullIf(JSONExtractString(properties, '$exception_list', 1, 'type'), ''),
      nullIf(JSONExtractString(properties, '$exception_types', 1), ''),
      toString(properties.$exception_type), 'Unknown'
    ) AS type,
    coalesce(
      nullIf(JSONExtractString(properties, '$exception_list', 1, 'value'), ''),
      nullIf(JSONExtractString(properties, '$exception_values', 1), ''),
      toString(properties.$exception_message), ''
    ) AS message
  FROM events
  WHERE event = '$exception'
    AND timestamp >= toDateTime({first_day})
  AND timestamp < toDateTime({day_after})
    AND {filters}
)
WHERE {search} IS NULL OR type ILIKE {pattern} OR message ILIKE {pattern}
GROUP BY type, message
ORDER BY people DESC, occurrences DESC, type, message`;

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const range = await client.dayRange(params);
  progress("Grouping errors by type and message");
  const text = (params.search ?? "").replace(/[\\%_]/g, "\\$&");
  const { rows } = await client.query(HOGQL, {
    values: { ...params, ...range, pattern: `%${text}%` },
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
