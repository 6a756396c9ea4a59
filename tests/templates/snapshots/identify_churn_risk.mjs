export const params = {
  key_event: null,
  inactive_days: 14,
  lookback_days: 90,
  min_events: 5,
  rhythm_factor: 3,
  end_date: null,
  filter_test_accounts: false,
  limit: 200,
};

// @ts-check
/**
 * Churn risk: people who used to come and have stopped.
 *
 * Two tests. A fixed gap: nothing for `inactive_days`. And each person's own
 * rhythm: nothing for `rhythm_factor` times as long as the median gap between
 * the days on which they were active, so that a daily user is noticed within
 * days and a monthly user is not suspected after two weeks. Rhythm needs three
 * active days to be known. All days are days of the project's time zone.
 *
 * @typedef {{
 *   key_event: string | null, inactive_days: number, lookback_days: number,
 *   min_events: number, rhythm_factor: number,
 *   end_date: string | null,
 *   filter_test_accounts: boolean, limit: number,
 * }} Params
 */

const HOGQL = `
SELECT
  person_id, email, latest_distinct_id, events, active_days, last_seen,
  days_inactive,
  typical_gap_days,
  round(days_inactive / typical_gap_days, 2) AS overdue_factor,
  days_inactive >= {inactive_days} AS past_fixed_gap,
  active_days >= 3 AND days_inactive > {rhythm_factor} * typical_gap_days AS past_own_rhythm,
  count() OVER () AS total
FROM (
  SELECT
    person_id, email, latest_distinct_id, events, last_seen,
    length(active) AS active_days,
    dateDiff('day', toDate(last_seen), toDate({last_day})) AS days_inactive,
    arraySort(arrayMap((a, b) -> dateDiff('day', a, b), arrayPopBack(active), arrayPopFront(active))) AS gaps,
    if(empty(gaps), NULL, gaps[intDiv(length(gaps) + 1, 2)]) AS typical_gap_days
  FROM (
    SELECT
      person_id,
      argMax(person.properties.email, timestamp) AS email,
      argMax(distinct_id, timestamp) AS latest_distinct_id,
      count() AS events,
      max(timestamp) AS last_seen,
      arraySort(groupUniqArray(toDate(timestamp))) AS active
    FROM events
    WHERE ({key_event} IS NULL OR event = {key_event})
      AND timestamp >= toDateTime({first_day})
      AND timestamp < toDateTime({day_after})
      AND {filters}
    GROUP BY person_id
    HAVING events >= {min_events}
  )
)
WHERE past_fixed_gap OR past_own_rhythm
ORDER BY events DESC, person_id`;

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const range = await client.dayRange({
    days: params.lookback_days,
    end_date: params.end_date,
  });
  progress("Comparing each person's silence with their own rhythm");
  const { rows } = await client.query(HOGQL, {
    values: { ...params, ...range },
    filters: { filterTestAccounts: params.filter_test_accounts },
    limit: params.limit,
  });
  return {
    rows: rows.map(({ total: _, past_fixed_gap, past_own_rhythm, ...row }) => ({
      ...row,
      past_fixed_gap: Boolean(past_fixed_gap),
      past_own_rhythm: Boolean(past_own_rhythm),
    })),
    total: rows[0]?.total ?? 0,
    first_day: range.first_day,
    last_day: range.last_day,
  };
}
