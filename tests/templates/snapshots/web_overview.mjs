export const params = {
  days: 7,
  start_date: null,
  end_date: null,
  filter_test_accounts: false,
  limit: 20,
};

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

const OVERVIEW = `
SELECT
  began >= toDateTime({first_day}) AS current,
  count(DISTINCT person_id) AS visitors,
  sum(session_views) AS views,
  count() AS sessions,
  avg(seconds) AS session_seconds,
  avg(session_views = 1 AND clicks = 0 AND seconds < 10) AS bounce_rate
FROM (
  SELECT
    $session_id AS session,
    any(person_id) AS person_id,
    min(timestamp) AS began,
    dateDiff('second', min(timestamp), max(timestamp)) AS seconds,
    countIf(event = '$pageview') AS session_views,
    countIf(event = '$autocapture') AS clicks
  FROM events
  WHERE ifNull($session_id, '') != ''
    AND timestamp >= toDateTime({previous_day})
    AND timestamp < toDateTime({day_after})
    AND {filters}
  GROUP BY session
  HAVING session_views > 0
)
GROUP BY current`;

const PAGES = `
SELECT
  ifNull(properties.$pathname, 'unknown') AS page,
  count() AS views,
  count(DISTINCT person_id) AS visitors
FROM events
WHERE event = '$pageview'
  AND timestamp >= toDateTime({first_day})
  AND timestamp < toDateTime({day_after})
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
  const { first_day, last_day, day_after } = await client.dayRange(params);
  const length = Date.parse(day_after) - Date.parse(first_day);
  const before = new Date(Date.parse(first_day) - length);
  const previous_day = before.toISOString().slice(0, 10);
  const values = { first_day, day_after, previous_day };
  const filters = { filterTestAccounts: params.filter_test_accounts };
  progress("Comparing with the time before");
  const overview = await client.query(OVERVIEW, { values, filters, limit: 2 });
  const pages = await client.query(PAGES, {
    values,
    filters,
    limit: params.limit,
  });
  const current = overview.rows.find((row) => row.current);
  const earlier = overview.rows.find((row) => !row.current);
  return {
    rows: METRICS.map((metric) => {
      const value = Number(current?.[metric] ?? 0);
      const previous = Number(earlier?.[metric] ?? 0);
      return {
        metric,
        value: round(value),
        previous: round(previous),
        change: previous === 0 ? null : round(value / previous - 1),
      };
    }),
    top_pages: pages.rows,
    first_day,
    last_day,
  };
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 1e4) / 1e4;
}
