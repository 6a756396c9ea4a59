// @ts-check
/**
 * Channels: who signed up from where, and what became of them.
 *
 * A person belongs to the channel of their first sign-up in the time asked
 * for: the property on that event, else the person's first-touch value
 * (PostHog's `$initial_…`), else "direct or unknown". They converted when
 * they did the conversion event within `window_days` after signing up; revenue
 * is what those conversions were worth.
 *
 * @typedef {{
 *   signup_event: string, conversion_event: string, channel_property: string,
 *   revenue_property: string, window_days: number, days: number,
 *   start_date: string | null, end_date: string | null,
 *   filter_test_accounts: boolean, limit: number,
 * }} Params
 */

const HOGQL = `
SELECT
  channel,
  count() AS signups,
  countIf(notEmpty(sales)) AS converted,
  round(converted / signups, 4) AS conversion_rate,
  sum(length(sales)) AS conversions,
  round(sum(arraySum(sale -> sale.2, sales)), 2) AS revenue,
  round(revenue / signups, 2) AS revenue_per_signup,
  round(medianExactIf(dateDiff('second', signed_up, arrayMin(sale -> sale.1, sales)), notEmpty(sales)) / 86400, 2) AS median_days_to_convert
FROM (
  SELECT
    minIf(timestamp, is_signup) AS signed_up,
    argMinIf(came_from, (timestamp, toString(uuid)), is_signup) AS channel,
    arrayFilter(
      sale -> sale.1 >= signed_up AND sale.1 <= signed_up + toIntervalSecond({window_seconds}),
      groupArrayIf((timestamp, ifNull(toFloat(properties[{revenue_property}]), 0)), event = {conversion_event})
    ) AS sales
  FROM (
    SELECT
      person_id, uuid, event, timestamp, properties,
      event = {signup_event} AND timestamp < toDateTime({day_after}) AS is_signup,
      coalesce(nullIf(toString(properties[{channel_property}]), ''), nullIf(toString(person.properties[{initial_property}]), ''), 'direct or unknown') AS came_from
    FROM events
    WHERE event IN ({signup_event}, {conversion_event})
      AND timestamp >= toDateTime({first_day})
      AND timestamp <= toDateTime({day_after}) + toIntervalSecond({window_seconds})
      AND {filters}
  )
  GROUP BY person_id
  HAVING countIf(is_signup) > 0
)
GROUP BY channel
ORDER BY signups DESC, channel`;

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const range = await client.dayRange(params);
  progress("Following sign-ups of each channel");
  const { rows } = await client.query(HOGQL, {
    values: {
      ...params,
      ...range,
      initial_property: `$initial_${params.channel_property}`,
      window_seconds: params.window_days * 86_400,
    },
    filters: { filterTestAccounts: params.filter_test_accounts },
    limit: params.limit,
  });
  return { rows, first_day: range.first_day, last_day: range.last_day };
}
