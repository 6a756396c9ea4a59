// @ts-check
/**
 * The website at a glance: this time against the same time before.
 *
 * A session is what the library calls one (`$session_id`); its length is from
 * its first to its last event. It bounced when it had one page view, no click
 * that was captured, and took less than 10 seconds, as in PostHog's web
 * analytics. A session belongs to the time in which it began.
 *
 * @typedef {{
 *   days: number, start_date: string | null, end_date: string | null,
 *   filter_test_accounts: boolean, limit: number,
 * }} Params
 */

const SINCE =
  "coalesce(toDateTime({start_date}), coalesce(toDateTime({end_date}), toStartOfDay(now())) - toIntervalDay({days}))";
const UNTIL = "coalesce(toDateTime({end_date}) + toIntervalDay(1), now())";

const OVERVIEW = `
SELECT
  began >= ${SINCE} AS current,
  count(DISTINCT person_id) AS visitors,
  sum(views) AS views,
  count() AS sessions,
  round(avg(seconds), 1) AS session_seconds,
  round(avg(views = 1 AND clicks = 0 AND seconds < 10), 4) AS bounce_rate
FROM (
  SELECT
    $session_id AS session,
    any(person_id) AS person_id,
    min(timestamp) AS began,
    dateDiff('second', min(timestamp), max(timestamp)) AS seconds,
    countIf(event = '$pageview') AS views,
    countIf(event = '$autocapture') AS clicks
  FROM events
  WHERE notEmpty(toString($session_id))
    AND timestamp >= ${SINCE} - toIntervalSecond(dateDiff('second', ${SINCE}, ${UNTIL}))
    AND timestamp < ${UNTIL}
    AND {filters}
  GROUP BY session
  HAVING views > 0
)
GROUP BY current`;

const PAGES = `
SELECT
  ifNull(toString(properties.$pathname), 'unknown') AS page,
  count() AS views,
  count(DISTINCT person_id) AS visitors
FROM events
WHERE event = '$pageview'
  AND timestamp >= ${SINCE}
  AND timestamp < ${UNTIL}
  AND {filters}
GROUP BY page
ORDER BY visitors DESC, views DESC, page`;

const METRICS = [
  "visitors",
  "views",
  "sessions",
  "session_seconds",
  "bounce_rate",
];

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const filters = { filterTestAccounts: params.filter_test_accounts };
  progress("Comparing with the time before");
  const overview = await client.query(OVERVIEW, {
    values: params,
    filters,
    limit: 2,
  });
  const pages = await client.query(PAGES, {
    values: params,
    filters,
    limit: params.limit,
  });
  const now = overview.rows.find((row) => row.current);
  const before = overview.rows.find((row) => !row.current);
  return {
    rows: METRICS.map((metric) => {
      const value = Number(now?.[metric] ?? 0);
      const previous = Number(before?.[metric] ?? 0);
      return {
        metric,
        value,
        previous,
        change: previous === 0
          ? null
          : Math.round((value / previous - 1) * 10_000) / 10_000,
      };
    }),
    top_pages: pages.rows,
  };
}
