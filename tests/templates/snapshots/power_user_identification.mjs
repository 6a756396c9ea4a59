export const params = {
  percentile: 90,
  min_active_days: 4,
  days: 30,
  start_date: null,
  end_date: null,
  filter_test_accounts: false,
  limit: 100,
};

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

const HOGQL = `
SELECT
  person_id, email, latest_distinct_id, active_days, events, different_events, last_seen,
  round(active_days / active_weeks, 2) AS days_per_active_week,
  greatest(quantileExact({level})(active_days) OVER (), {min_active_days}) AS bar,
  count() OVER () AS active_people
FROM (
  SELECT
    person_id,
    argMax(person.properties.email, timestamp) AS email,
    argMax(distinct_id, timestamp) AS latest_distinct_id,
    count(DISTINCT toDate(timestamp)) AS active_days,
    count(DISTINCT toStartOfWeek(timestamp)) AS active_weeks,
    count() AS events,
    count(DISTINCT event) AS different_events,
    max(timestamp) AS last_seen
  FROM events
  WHERE timestamp >= toDateTime({first_day})
  AND timestamp < toDateTime({day_after})
    AND {filters}
  GROUP BY person_id
)`;

const ABOVE_BAR = `
SELECT *, count() OVER () AS total
FROM (${HOGQL})
WHERE active_days >= bar
ORDER BY active_days DESC, events DESC, person_id`;

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const range = await client.dayRange(params);
  progress("Ranking everybody by the days on which they came");
  const { rows } = await client.query(ABOVE_BAR, {
    values: { ...params, ...range, level: params.percentile / 100 },
    filters: { filterTestAccounts: params.filter_test_accounts },
    limit: params.limit,
  });
  return {
    rows: rows.map(({ bar: _, active_people: __, total: ___, ...row }) => row),
    total: rows[0]?.total ?? 0,
    first_day: range.first_day,
    last_day: range.last_day,
    active_people: rows[0]?.active_people ?? 0,
    bar_active_days: rows[0]?.bar ?? null,
  };
}
