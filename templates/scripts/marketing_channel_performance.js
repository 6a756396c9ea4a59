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
  countIf(conversions > 0) AS converted,
  round(converted / signups, 4) AS conversion_rate,
  sum(conversions) AS conversions,
  round(sum(revenue), 2) AS revenue,
  round(revenue / signups, 2) AS revenue_per_signup,
  medianExactIf(days_to_convert, conversions > 0) AS median_days_to_convert
FROM (
  SELECT
    signups.channel AS channel,
    countIf(sales.at >= signups.at AND sales.at <= signups.at + toIntervalSecond({window_seconds})) AS conversions,
    sumIf(sales.amount, sales.at >= signups.at AND sales.at <= signups.at + toIntervalSecond({window_seconds})) AS revenue,
    minIf(dateDiff('second', signups.at, sales.at), sales.at >= signups.at) / 86400 AS days_to_convert
  FROM (
    SELECT
      person_id,
      min(timestamp) AS at,
      argMin(coalesce(nullIf(toString(properties[{channel_property}]), ''), nullIf(toString(person.properties[{initial_property}]), ''), 'direct or unknown'), timestamp) AS channel
    FROM events
    WHERE event = {signup_event}
      AND timestamp >= coalesce(toDateTime({start_date}), coalesce(toDateTime({end_date}), toStartOfDay(now())) - toIntervalDay({days}))
  AND timestamp < coalesce(toDateTime({end_date}) + toIntervalDay(1), now())
      AND {filters}
    GROUP BY person_id
  ) AS signups
  LEFT JOIN (
    SELECT person_id, timestamp AS at, ifNull(toFloat(properties[{revenue_property}]), 0) AS amount
    FROM events
    WHERE event = {conversion_event}
      AND timestamp >= coalesce(toDateTime({start_date}), coalesce(toDateTime({end_date}), toStartOfDay(now())) - toIntervalDay({days}))
      AND timestamp < now()
  ) AS sales ON signups.person_id = sales.person_id
  GROUP BY signups.person_id, signups.channel
)
GROUP BY channel
ORDER BY signups DESC, channel`;

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  progress("Following sign-ups of each channel");
  const { rows } = await client.query(HOGQL, {
    values: {
      ...params,
      initial_property: `$initial_${params.channel_property}`,
      window_seconds: params.window_days * 86_400,
    },
    filters: { filterTestAccounts: params.filter_test_accounts },
    limit: params.limit,
  });
  return { rows };
}
