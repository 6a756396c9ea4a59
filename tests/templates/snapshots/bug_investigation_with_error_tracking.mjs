export const params = {
  error_type: null,
  key_event: "purchase",
  people_limit: 20,
  days: 14,
  start_date: null,
  end_date: null,
  filter_test_accounts: false,
  limit: 50,
};

// @ts-check
/**
 * One error looked into: where it happens, whom it hits, what it costs.
 *
 * Takes the error that hits most people, or the one whose type is given.
 * `rows` are the places (page and browser). `affected` against `others`:
 * which share of people did the key event in the same time.
 *
 * @typedef {{
 *   error_type: string | null, key_event: string, people_limit: number,
 *   days: number, start_date: string | null, end_date: string | null,
 *   filter_test_accounts: boolean, limit: number,
 * }} Params
 */

const RANGE = `timestamp >= toDateTime({first_day})
  AND timestamp < toDateTime({day_after})
  AND {filters}`;

const TYPE = `coalesce(
  nullIf(JSONExtractString(properties, '$exception_list', 1, 'type'), ''),
  nullIf(JSONExtractString(properties, '$exception_types', 1), ''),
  toString(properties.$exception_type), 'Unknown')`;

const MESSAGE = `coalesce(
  nullIf(JSONExtractString(properties, '$exception_list', 1, 'value'), ''),
  nullIf(JSONExtractString(properties, '$exception_values', 1), ''),
  toString(properties.$exception_message), '')`;

const WORST = `
SELECT type, message, occurrences, people, first_seen, last_seen
FROM (
  SELECT
    ${TYPE} AS type,
    topK(1)(${MESSAGE})[1] AS message,
    count() AS occurrences,
    count(DISTINCT person_id) AS people,
    min(timestamp) AS first_seen,
    max(timestamp) AS last_seen
  FROM events
  WHERE event = '$exception' AND ${RANGE}
    AND ({error_type} IS NULL OR ${TYPE} = {error_type})
  GROUP BY type
  ORDER BY people DESC, occurrences DESC, type
  LIMIT 1
)`;

const PLACES = `
SELECT
  ifNull(toString(properties.$pathname), 'unknown') AS page,
  ifNull(toString(properties.$browser), 'unknown') AS browser,
  count() AS occurrences,
  count(DISTINCT person_id) AS people,
  max(timestamp) AS last_seen
FROM events
WHERE event = '$exception' AND ${RANGE} AND ${TYPE} = {type}
GROUP BY page, browser
ORDER BY people DESC, occurrences DESC, page, browser`;

const PEOPLE = `
SELECT
  person_id,
  argMax(person.properties.email, timestamp) AS email,
  argMax(distinct_id, timestamp) AS latest_distinct_id,
  count() AS occurrences,
  max(timestamp) AS last_seen
FROM events
WHERE event = '$exception' AND ${RANGE} AND ${TYPE} = {type}
GROUP BY person_id
ORDER BY occurrences DESC, person_id`;

const COST = `
SELECT
  hit > 0 AS affected,
  count() AS people,
  countIf(key_events > 0) AS did_key_event,
  round(did_key_event / people, 4) AS share
FROM (
  SELECT
    countIf(event = '$exception' AND ${TYPE} = {type}) AS hit,
    countIf(event = {key_event}) AS key_events
  FROM events
  WHERE ${RANGE}
  GROUP BY person_id
)
GROUP BY affected
ORDER BY affected DESC`;

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const range = await client.dayRange(params);
  const { first_day, last_day } = range;
  /** @param {string} hogql @param {number} limit @param {string} [type] */
  const ask = async (hogql, limit, type) =>
    (await client.query(hogql, {
      values: { ...params, ...range, type: type ?? null },
      filters: { filterTestAccounts: params.filter_test_accounts },
      limit,
    })).rows;
  progress("Looking for the error", 0, 4);
  const [error] = await ask(WORST, 1);
  if (error === undefined) {
    return { rows: [], error: null, people: [], cost: [], first_day, last_day };
  }
  const type = String(error.type);
  progress(`Where "${type}" happens`, 1, 4);
  const places = await ask(PLACES, params.limit, type);
  progress("Whom it hits", 2, 4);
  const people = await ask(PEOPLE, params.people_limit, type);
  progress("What it costs", 3, 4);
  const cost = await ask(COST, 2, type);
  return {
    first_day,
    last_day,
    rows: places,
    error,
    people,
    cost: cost.map(({ affected, ...row }) => ({
      group: affected ? "affected" : "others",
      ...row,
    })),
  };
}
