// @ts-check
/**
 * Behavioural segments: everybody who was active, sorted by how recently and
 * how regularly they come, and how much they are worth.
 *
 * The first rule that fits decides: new (first seen within 7 days), slipping
 * (silent for 14 days or more), core (active on at least a third of the days
 * since first seen in the time asked for), regular (on a tenth), casual.
 *
 * @typedef {{
 *   key_event: string, days: number, start_date: string | null,
 *   end_date: string | null, filter_test_accounts: boolean,
 * }} Params
 */

const HOGQL = `
SELECT
  segment,
  count() AS people,
  round(people / sum(people) OVER (), 4) AS share_of_people,
  sum(own_events) AS events,
  round(events / sum(events) OVER (), 4) AS share_of_events,
  round(avg(active_days), 2) AS avg_active_days,
  round(avg(different_events), 2) AS avg_different_events,
  countIf(key_events > 0) AS did_key_event,
  round(did_key_event / people, 4) AS share_did_key_event
FROM (
  SELECT
    count() AS own_events,
    count(DISTINCT event) AS different_events,
    count(DISTINCT toDate(timestamp)) AS active_days,
    countIf(event = {key_event}) AS key_events,
    dateDiff('day', toDate(min(timestamp)), toDate({last_day})) + 1 AS days_known,
    dateDiff('day', toDate(max(timestamp)), toDate({last_day})) AS days_silent,
    multiIf(
      days_known <= 7, 'new',
      days_silent >= 14, 'slipping',
      active_days / days_known >= 1 / 3, 'core',
      active_days / days_known >= 1 / 10, 'regular',
      'casual'
    ) AS segment
  FROM events
  WHERE timestamp >= toDateTime({first_day})
    AND timestamp < toDateTime({day_after})
    AND {filters}
  GROUP BY person_id
)
GROUP BY segment
ORDER BY people DESC, segment`;

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const range = await client.dayRange(params);
  progress("Sorting people by recency, rhythm and worth");
  const { rows } = await client.query(HOGQL, {
    values: { ...params, ...range },
    filters: { filterTestAccounts: params.filter_test_accounts },
    limit: 100,
  });
  return { rows, first_day: range.first_day, last_day: range.last_day };
}
