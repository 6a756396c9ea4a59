// @ts-check
/**
 * Lifecycle: who is new, who stays, who comes back, who goes quiet.
 *
 * In each period an active person is new (the person was created in it),
 * returning (active in the period before, too) or resurrecting (not active in
 * the period before). Dormant are those active in the period before and not in
 * this one. `net` is new and resurrecting less dormant.
 *
 * @typedef {{
 *   event_name: string | null, interval: "day" | "week" | "month", intervals: number,
 *   end_date: string | null,
 *   filter_test_accounts: boolean,
 * }} Params
 *
 * @typedef {{ period: string, status: string, people: number }} Count
 */

/** @type {Record<"day" | "week" | "month", [start: string, step: string]>} */
const PERIODS = {
  day: ["toDate", "toIntervalDay"],
  week: ["toStartOfWeek", "toIntervalWeek"],
  month: ["toStartOfMonth", "toIntervalMonth"],
};

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const range = await client.dayRange({ days: 0, end_date: params.end_date });
  const [start, step] = PERIODS[params.interval];
  const current = `${start}(toDateTime({last_day}))`;
  const first = `${current} - ${step}({intervals} - 1)`;
  progress(`Comparing each ${params.interval} with the one before`);
  const counts = await client.query(
    `
SELECT toString(state.1) AS period, state.2 AS status, count() AS people
FROM (
  SELECT
    person_id,
    groupUniqArray(${start}(timestamp)) AS active,
    ${start}(min(person.created_at)) AS created,
    arrayJoin(arrayConcat(
      arrayMap(p -> (p, multiIf(p = created, 'new', has(active, p - ${step}(1)), 'returning', 'resurrecting')), active),
      arrayMap(p -> (p + ${step}(1), 'dormant'), arrayFilter(p -> NOT has(active, p + ${step}(1)), active))
    )) AS state
  FROM events
  WHERE ({event_name} IS NULL OR event = {event_name})
    AND timestamp >= ${first} - ${step}(1)
    AND timestamp < toDateTime({day_after})
    AND {filters}
  GROUP BY person_id
)
WHERE state.1 >= ${first} AND state.1 <= ${current}
GROUP BY period, status
ORDER BY period, status`,
    {
      values: { ...params, ...range },
      filters: { filterTestAccounts: params.filter_test_accounts },
      limit: 50_000,
    },
  );
  const periods = await client.query(
    `SELECT toString(${first} + ${step}(arrayJoin(range(0, {intervals})))) AS period`,
    { values: { ...params, ...range }, limit: params.intervals },
  );
  const rows = /** @type {Count[]} */ (counts.rows);
  return {
    last_day: range.last_day,
    rows: periods.rows.map((row) => String(row.period)).sort().map((period) => {
      /** @param {string} status */
      const people = (status) =>
        rows.find((row) => row.period === period && row.status === status)
          ?.people ?? 0;
      const [fresh, back, gone] = [
        people("new"),
        people("resurrecting"),
        people("dormant"),
      ];
      return {
        period,
        new: fresh,
        returning: people("returning"),
        resurrecting: back,
        dormant: gone,
        net: fresh + back - gone,
      };
    }),
  };
}
