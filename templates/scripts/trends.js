// @ts-check
/**
 * Trends: one or more events over time.
 *
 * Every period of the time asked for has a row, with zero where nothing
 * happened. `people` counts each person once a period. Weeks begin on the
 * project's first day of the week.
 *
 * @typedef {{
 *   event_names: string[], measure: "events" | "people" | "sum" | "average",
 *   measure_property: string | null, interval: keyof typeof PERIODS,
 *   breakdown: string | null, breakdown_limit: number, days: number,
 *   start_date: string | null, end_date: string | null,
 *   filter_test_accounts: boolean,
 * }} Params
 *
 * @typedef {{ period: string, event: string, value: string, amount: number, total: number }} Point
 */

const PERIODS = {
  hour: (/** @type {string} */ time) => `toStartOfHour(${time})`,
  day: (/** @type {string} */ time) => `toDate(${time})`,
  week: (/** @type {string} */ time) => `toStartOfWeek(${time})`,
  month: (/** @type {string} */ time) => `toStartOfMonth(${time})`,
};

const MEASURES = {
  events: "count()",
  people: "count(DISTINCT person_id)",
  sum: "ifNull(sum(toFloat(properties[{measure_property}])), 0)",
  average: "avg(toFloat(properties[{measure_property}]))",
};

const SINCE =
  "coalesce(toDateTime({start_date}), coalesce(toDateTime({end_date}), toStartOfDay(now())) - toIntervalDay({days}))";
const UNTIL = "coalesce(toDateTime({end_date}) + toIntervalDay(1), now())";

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const period = PERIODS[params.interval];
  const measure = MEASURES[params.measure];
  const value = params.breakdown === null
    ? "''"
    : "ifNull(toString(properties[{breakdown}]), '')";
  progress(`Counting by ${params.interval}`);
  const options = {
    values: params,
    filters: { filterTestAccounts: params.filter_test_accounts },
    limit: 50_000,
  };
  const points = await client.query(
    `
SELECT
  toString(${period("timestamp")}) AS period, event, ${value} AS value,
  ${measure} AS amount,
  sum(count()) OVER (PARTITION BY value) AS total
FROM events
WHERE event IN {event_names}
  AND timestamp >= ${SINCE}
  AND timestamp < ${UNTIL}
  AND {filters}
GROUP BY period, event, value
ORDER BY total DESC, value, event, period`,
    options,
  );
  const periods = await client.query(
    `
SELECT DISTINCT toString(${period("hour")}) AS period
FROM (
  SELECT arrayJoin(arrayMap(i -> ${SINCE} + toIntervalHour(i), range(0, dateDiff('hour', ${SINCE}, ${UNTIL}) + 1))) AS hour
)
WHERE hour < ${UNTIL}
ORDER BY period`,
    options,
  );
  return fill(
    /** @type {Point[]} */ (points.rows),
    periods.rows.map((row) => String(row.period)),
    params,
  );
}

/**
 * @param {Point[]} points
 * @param {string[]} periods
 * @param {Params} params
 */
function fill(points, periods, params) {
  const amounts = new Map(
    points.map((p) => [JSON.stringify([p.value, p.event, p.period]), p.amount]),
  );
  const values = [...new Set(points.map((point) => point.value))];
  if (params.breakdown === null) values.splice(0, values.length, "");
  const shown = values.slice(0, params.breakdown_limit);
  const rows = shown.flatMap((value) =>
    params.event_names.flatMap((event) =>
      periods.map((period) => ({
        period,
        event,
        ...(params.breakdown === null ? {} : { [params.breakdown]: value }),
        [params.measure]: amounts.get(JSON.stringify([value, event, period])) ??
          (params.measure === "average" ? null : 0),
      }))
    )
  );
  return {
    rows,
    breakdown_values: values.length,
    breakdown_values_shown: shown.length,
  };
}
