export const params = {
  event_names: ["feature_used"],
  measure: "events",
  measure_property: null,
  interval: "day",
  breakdown: null,
  breakdown_limit: 10,
  days: 30,
  start_date: null,
  end_date: null,
  filter_test_accounts: false,
};

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
 *   measure_property: string | null, interval: keyof typeof STARTS,
 *   breakdown: string | null, breakdown_limit: number, days: number,
 *   start_date: string | null, end_date: string | null,
 *   filter_test_accounts: boolean,
 * }} Params
 *
 * @typedef {{ period: string, event: string, value: string, amount: number, all_values: number }} Point
 */

/** Points that an answer can hold; they come by value, the biggest first. */
const MOST = 50_000;

const STARTS = {
  hour: "toStartOfHour",
  day: "toDate",
  week: "toStartOfWeek",
  month: "toStartOfMonth",
};

const MEASURES = {
  events: "count()",
  people: "count(DISTINCT person_id)",
  sum: "round(ifNull(sum(toFloat(properties[{measure_property}])), 0), 4)",
  average: "round(avg(toFloat(properties[{measure_property}])), 4)",
};

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const range = await client.dayRange(params);
  const { first_day, last_day } = range;
  progress(`Counting by ${params.interval}`);
  const start = STARTS[params.interval];
  const value = params.breakdown === null
    ? "''"
    : "ifNull(toString(properties[{breakdown}]), '')";
  const points = await client.query(
    `
SELECT
  toString(${start}(timestamp)) AS period, event, ${value} AS value,
  ${MEASURES[params.measure]} AS amount,
  sum(count()) OVER (PARTITION BY value) AS total,
  uniqExact(value) OVER () AS all_values
FROM events
WHERE event IN {event_names}
  AND timestamp >= toDateTime({first_day})
  AND timestamp < toDateTime({day_after})
  AND {filters}
GROUP BY period, event, value
ORDER BY total DESC, value, event, period`,
    {
      values: { ...params, ...range },
      filters: { filterTestAccounts: params.filter_test_accounts },
      limit: MOST,
    },
  );
  const periods = await client.query(
    `
SELECT DISTINCT toString(${start}(hour)) AS period
FROM (SELECT toDateTime({first_day}) + toIntervalHour(arrayJoin(range({hours}))) AS hour)
WHERE hour < toDateTime({day_after})
ORDER BY period`,
    { values: { ...range, hours: hoursIn(range) }, limit: MOST },
  );
  const rows = /** @type {Point[]} */ (points.rows);
  const names = periods.rows.map((row) => String(row.period));
  return { ...fill(rows, names, params), first_day, last_day };
}

/** One hour more than the days have, for a day on which clocks go back. @param {import("../../driver/mod.ts").DayRange} range */
function hoursIn({ first_day, day_after }) {
  return (Date.parse(day_after) - Date.parse(first_day)) / 3_600_000 + 1;
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
  if (shown.length * params.event_names.length * periods.length >= MOST) {
    throw new Error(
      `Cannot draw ${MOST} points or more: take a longer interval, fewer days, fewer events or a smaller breakdown_limit`,
    );
  }
  const rows = shown.flatMap((value) =>
    params.event_names.flatMap((event) =>
      periods.map((period) => ({
        period,
        event,
        ...(params.breakdown === null ? {} : { breakdown_value: value }),
        [params.measure]: amounts.get(JSON.stringify([value, event, period])) ??
          (params.measure === "average" ? null : 0),
      }))
    )
  );
  return {
    rows,
    breakdown_values: points[0]?.all_values ?? values.length,
    breakdown_values_shown: shown.length,
  };
}
