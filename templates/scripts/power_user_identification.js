// @ts-check
/**
 * Power users by everything they do: those who come on the most days.
 *
 * The bar is not a number one has to guess but a percentile of all active
 * people: of days active, and never less than `min_active_days`. `total` is
 * how many are at or above it, `active_people` how many there are in all.
 *
 * @typedef {{
 *   percentile: number, min_active_days: number, days: number,
 *   start_date: string | null, end_date: string | null,
 *   filter_test_accounts: boolean, limit: number,
 * }} Params
 */

const RANGE = `timestamp >= toDateTime({first_day})
  AND timestamp < toDateTime({day_after})
  AND {filters}`;

const BAR = `
SELECT
  count() AS active_people,
  greatest(quantileExact({level})(active_days), {min_active_days}) AS bar
FROM (
  SELECT count(DISTINCT toDate(timestamp)) AS active_days
  FROM events
  WHERE ${RANGE}
  GROUP BY person_id
)`;

const ABOVE_BAR = `
SELECT
  person_id,
  argMax(person.properties.email, timestamp) AS email,
  argMax(distinct_id, timestamp) AS latest_distinct_id,
  count(DISTINCT toDate(timestamp)) AS active_days,
  count() AS events,
  count(DISTINCT event) AS different_events,
  max(timestamp) AS last_seen,
  round(active_days / count(DISTINCT toStartOfWeek(timestamp)), 2) AS days_per_active_week,
  count() OVER () AS total
FROM events
WHERE ${RANGE}
GROUP BY person_id
HAVING active_days >= {bar}
ORDER BY active_days DESC, events DESC, person_id`;

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const range = await client.dayRange(params);
  const values = { ...params, ...range, level: params.percentile / 100 };
  const filters = { filterTestAccounts: params.filter_test_accounts };
  progress("Finding the bar", 0, 2);
  const { rows: [everybody] } = await client.query(BAR, {
    values,
    filters,
    limit: 1,
  });
  const active_people = Number(everybody?.active_people);
  const bar = Number(everybody?.bar);
  progress("Listing who is at or above it", 1, 2);
  const { rows } = await client.query(ABOVE_BAR, {
    values: { ...values, bar },
    filters,
    limit: params.limit,
  });
  return {
    rows: rows.map(({ total: _, ...row }) => row),
    total: rows[0]?.total ?? 0,
    first_day: range.first_day,
    last_day: range.last_day,
    active_people,
    bar_active_days: active_people === 0 ? null : bar,
  };
}
