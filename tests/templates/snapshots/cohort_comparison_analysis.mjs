export const params = {
  compare_property: "plan",
  cohort_ids: [],
  key_event: "purchase",
  days: 30,
  start_date: null,
  end_date: null,
  filter_test_accounts: false,
  limit: 50,
};

// @ts-check
/**
 * Groups of people side by side: what each does, how often, how many convert.
 *
 * The groups are the values of a person property as of each person's latest
 * event, or cohorts when `cohort_ids` are given (somebody may be in several).
 *
 * @typedef {{
 *   compare_property: string, cohort_ids: number[], key_event: string,
 *   days: number, start_date: string | null, end_date: string | null,
 *   filter_test_accounts: boolean, limit: number,
 * }} Params
 */

const METRICS = `
  count() AS people,
  sum(own_events) AS events,
  round(avg(own_events), 2) AS events_per_person,
  round(avg(active_days), 2) AS active_days_per_person,
  countIf(key_events > 0) AS did_key_event,
  round(did_key_event / people, 4) AS share_did_key_event,
  round(avg(key_events), 2) AS key_events_per_person`;

const EACH_PERSON = `
    person_id,
    count() AS own_events,
    count(DISTINCT toDate(timestamp)) AS active_days,
    countIf(event = {key_event}) AS key_events`;

const RANGE = `timestamp >= toDateTime({first_day})
  AND timestamp < toDateTime({day_after})
    AND {filters}`;

const BY_PROPERTY = `
SELECT segment, ${METRICS}
FROM (
  SELECT
    argMax(ifNull(toString(person.properties[{compare_property}]), 'not set'), timestamp) AS segment,${EACH_PERSON}
  FROM events
  WHERE ${RANGE}
  GROUP BY person_id
)
GROUP BY segment
ORDER BY people DESC, segment`;

const OF_COHORT = `
SELECT ${METRICS}
FROM (
  SELECT ${EACH_PERSON}
  FROM events
  WHERE person_id IN COHORT {cohort_id} AND ${RANGE}
  GROUP BY person_id
)`;

const COHORTS = "SELECT id, name FROM system.cohorts WHERE id IN {cohort_ids}";

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const range = await client.dayRange(params);
  const filters = { filterTestAccounts: params.filter_test_accounts };
  if (params.cohort_ids.length === 0) {
    progress(`Comparing people by "${params.compare_property}"`);
    const { rows } = await client.query(BY_PROPERTY, {
      values: { ...params, ...range },
      filters,
      limit: params.limit,
    });
    return { rows, first_day: range.first_day, last_day: range.last_day };
  }
  const rows = [];
  const count = params.cohort_ids.length;
  const cohorts = await client.query(COHORTS, { values: params, limit: count });
  for (const cohort_id of params.cohort_ids) {
    const name = cohorts.rows.find(({ id }) => id === cohort_id)?.name;
    progress(`Measuring cohort ${cohort_id}`, rows.length, count);
    const values = { ...params, ...range, cohort_id };
    const answer = await client.query(OF_COHORT, { values, filters, limit: 1 });
    rows.push({ segment: name ?? `cohort ${cohort_id}`, ...answer.rows[0] });
  }
  return { rows, first_day: range.first_day, last_day: range.last_day };
}
