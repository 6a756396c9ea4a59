export const params = {
  target_event: "user_signed_up",
  returning_event: "feature_used",
  interval: "week",
  intervals: 8,
  retention_type: "first_time",
  end_date: null,
  filter_test_accounts: false,
};

// @ts-check
/**
 * Retention: of the people who began in each period, who came back later.
 *
 * Somebody begins in the period of their first target event ever
 * ("first_time"), or in every period in which they did it ("recurring"); they
 * are back in period n when they did the returning event n periods later.
 * Period 0 is everybody who began. A cell is null when its period has not
 * begun yet; the current period is still filling up.
 *
 * @typedef {{
 *   target_event: string, returning_event: string, interval: "day" | "week" | "month",
 *   intervals: number, retention_type: "first_time" | "recurring",
 *   end_date: string | null,
 *   filter_test_accounts: boolean,
 * }} Params
 *
 * @typedef {{ began_in: string, period: number, people: number }} Cell
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
  const first = `${start}(toDateTime({last_day})) - ${step}({intervals} - 1)`;
  const began = params.retention_type === "first_time"
    ? `[${start}(minIf(timestamp, event = {target_event}))]`
    : `groupUniqArrayIf(${start}(timestamp), event = {target_event})`;
  progress(`Following people from ${params.interval} to ${params.interval}`);
  const { rows } = await client.query(
    `
SELECT toString(beginning) AS began_in, period, count() AS people
FROM (
  SELECT
    person_id,
    arrayJoin(began) AS beginning,
    arrayJoin(arrayDistinct(arrayConcat([0], arrayMap(back -> dateDiff('${params.interval}', beginning, back), came_back)))) AS period
  FROM (
    SELECT
      person_id,
      ${began} AS began,
      groupUniqArrayIf(${start}(timestamp), event = {returning_event}) AS came_back
    FROM events
    WHERE event IN ({target_event}, {returning_event})
      AND timestamp < toDateTime({day_after})
      AND {filters}
    GROUP BY person_id
    HAVING countIf(event = {target_event}) > 0
  )
  WHERE beginning >= ${first} AND period >= 0
)
GROUP BY beginning, period
ORDER BY beginning, period`,
    {
      values: { ...params, ...range },
      filters: { filterTestAccounts: params.filter_test_accounts },
      limit: 50_000,
    },
  );
  const periods = await client.query(
    `SELECT toString(${first} + ${step}(arrayJoin(range(0, {intervals})))) AS began_in`,
    { values: { ...params, ...range }, limit: params.intervals },
  );
  const cohorts = periods.rows.map((row) => String(row.began_in)).sort();
  return {
    rows: triangle(/** @type {Cell[]} */ (rows), cohorts),
    last_day: range.last_day,
  };
}

/**
 * @param {Cell[]} cells
 * @param {string[]} cohorts
 */
function triangle(cells, cohorts) {
  const people = new Map(
    cells.map((c) => [`${c.began_in} ${c.period}`, c.people]),
  );
  return cohorts.map((cohort, age) => ({
    cohort,
    ...Object.fromEntries(cohorts.map((_, period) => [
      `period_${period}`,
      age + period < cohorts.length
        ? people.get(`${cohort} ${period}`) ?? 0
        : null,
    ])),
  }));
}
