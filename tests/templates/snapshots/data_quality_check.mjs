export const params = {
  required_event: "purchase",
  required_properties: ["amount", "currency"],
  days: 30,
  start_date: null,
  end_date: null,
};

// @ts-check
/**
 * Is the data sound? One row per check, with how much is affected.
 *
 * @typedef {{
 *   required_properties: string[], required_event: string, days: number,
 *   start_date: string | null, end_date: string | null,
 * }} Params
 */

/** What is wrong with an event, by the column that counts such events. */
const EVENT_CHECKS = {
  late_events: "arrived more than a day after they happened",
  future_events: "dated more than five minutes after they arrived",
  useless_distinct_ids:
    "sent for ids such as null or anonymous, which merge strangers",
  doubled_events: "same name, id, time and properties as another",
  no_library: "without $lib, so not sent by a PostHog library",
};

const EVENTS = `
SELECT
  count() AS total,
  countIf(created_at > timestamp + toIntervalHour(24)) AS late_events,
  countIf(timestamp > created_at + toIntervalMinute(5)) AS future_events,
  countIf(lower(trim(distinct_id)) IN ('', 'null', 'undefined', 'none', 'nan', 'anonymous', 'guest', 'user', 'unknown', '[object object]', '0', 'id')) AS useless_distinct_ids,
  count() - count(DISTINCT (event, distinct_id, timestamp, properties)) AS doubled_events,
  countIf(properties.$lib IS NULL) AS no_library
FROM events
WHERE timestamp >= toDateTime({first_day})
  AND timestamp < toDateTime({day_after})`;

const MISSING = `
SELECT property, countIf(NOT has(JSONExtractKeys(properties), property) OR JSONExtractRaw(properties, property) = 'null') AS missing, count() AS total
FROM (
  SELECT properties, arrayJoin({required_properties}) AS property
  FROM events
  WHERE event = {required_event}
    AND timestamp >= toDateTime({first_day})
    AND timestamp < toDateTime({day_after})
)
GROUP BY property
ORDER BY property`;

const SIMILAR_NAMES = `
SELECT arrayStringConcat(arraySort(groupArray(event)), ', ') AS names, sum(events) AS events
FROM (
  SELECT event, count() AS events
  FROM events
  WHERE timestamp >= toDateTime({first_day})
    AND timestamp < toDateTime({day_after})
  GROUP BY event
)
GROUP BY replaceRegexpAll(lower(event), '[^a-z0-9$]', '')
HAVING count() > 1
ORDER BY events DESC`;

const SAME_EMAIL = `
SELECT count() AS emails, sum(people) AS people
FROM (
  SELECT lower(toString(properties.email)) AS email, count() AS people
  FROM persons
  WHERE notEmpty(ifNull(toString(properties.email), ''))
  GROUP BY email
  HAVING people > 1
)`;

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const range = await client.dayRange(params);
  const { required_event, required_properties } = params;
  /** @param {string} hogql @param {number} limit */
  const ask = async (hogql, limit) =>
    (await client.query(hogql, { values: { ...params, ...range }, limit }))
      .rows;
  progress("Checking events", 0, 4);
  const [events] = await ask(EVENTS, 1);
  progress("Checking properties", 1, 4);
  const missing = required_properties.length === 0
    ? []
    : await ask(MISSING, 1000);
  progress("Checking names", 2, 4);
  const similar = await ask(SIMILAR_NAMES, 100);
  progress("Checking persons", 3, 4);
  const [doubles] = await ask(SAME_EMAIL, 1);
  const rows = Object.entries(EVENT_CHECKS).map(([name, meaning]) =>
    check(name, meaning, events?.[name], events?.total)
  );
  for (const { property, missing: count, total } of missing) {
    const meaning = `of ${required_event} without it`;
    rows.push(check(`missing_${property}`, meaning, count, total));
  }
  if (missing.length < required_properties.length) {
    const meaning = `no ${required_event} whose properties could be checked`;
    rows.push({ ...check("required_event", meaning, 0, 0), ok: false });
  }
  for (const { names, events: count } of similar) {
    const meaning = `under names that differ only in spelling: ${names}`;
    rows.push(check("similar_names", meaning, count, events?.total));
  }
  const meaning = "share their email with another person";
  rows.push(check("doubled_persons", meaning, doubles?.people, 0));
  return { rows, first_day: range.first_day, last_day: range.last_day };
}

/**
 * @param {string} name
 * @param {string} meaning
 * @param {unknown} affected
 * @param {unknown} total how many there are in all; 0 where that is no question
 */
function check(name, meaning, affected, total) {
  const count = Number(affected ?? 0);
  const share = Math.round(count / Number(total) * 1e4) / 1e4;
  return {
    check: name,
    ok: count === 0,
    affected: count,
    share: Number(total) > 0 ? share : null,
    meaning,
  };
}
