export const params = {
  distinct_id: null,
  email: null,
  person_id: null,
  days: 90,
  start_date: null,
  end_date: null,
  limit: 50,
};

// @ts-check
/**
 * One person: who they are, what they do, and their latest steps.
 *
 * Found by distinct id, email or person id; without any of these, whoever was
 * active last. All events of the person count, under whichever of their ids.
 *
 * @typedef {{
 *   distinct_id: string | null, email: string | null, person_id: string | null,
 *   days: number, start_date: string | null, end_date: string | null, limit: number,
 * }} Params
 */

const RANGE = `timestamp >= toDateTime({first_day})
  AND timestamp < toDateTime({day_after})`;

const PERSON = `
SELECT person_id
FROM (
  SELECT person_id
  FROM events
  WHERE ${RANGE}
    AND ({distinct_id} IS NULL OR distinct_id = {distinct_id})
    AND ({email} IS NULL OR person.properties.email = {email})
    AND ({person_id} IS NULL OR toString(person_id) = {person_id})
  ORDER BY timestamp DESC, uuid
  LIMIT 1
)`;

const PROPERTIES = `
SELECT properties, created_at FROM persons WHERE toString(id) = {id}`;

const SUMMARY = `
SELECT event, count() AS times, min(timestamp) AS first_seen, max(timestamp) AS last_seen
FROM events
WHERE toString(person_id) = {id} AND ${RANGE}
GROUP BY event
ORDER BY times DESC, event`;

const TIMELINE = `
SELECT timestamp, event, toString(properties.$current_url) AS url, properties
FROM events
WHERE toString(person_id) = {id} AND ${RANGE}
ORDER BY timestamp DESC, uuid`;

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const range = await client.dayRange(params);
  const { first_day, last_day } = range;
  progress("Looking for the person", 0, 3);
  const found = await client.query(PERSON, {
    values: { ...params, ...range },
    limit: 1,
  });
  const id = found.rows[0]?.person_id;
  if (id === undefined) {
    return { rows: [], person: null, events: [], first_day, last_day };
  }
  const values = { ...params, ...range, id: String(id) };
  progress("Reading who they are", 1, 3);
  const { rows: [person] } = await client.query(PROPERTIES, {
    values,
    limit: 1,
  });
  const summary = await client.query(SUMMARY, { values, limit: 1000 });
  progress("Reading what they did", 2, 3);
  const timeline = await client.query(TIMELINE, {
    values,
    limit: params.limit,
  });
  return {
    rows: timeline.rows.map((row) => ({
      ...row,
      properties: JSON.parse(String(row.properties)),
    })),
    person: {
      id,
      created_at: person?.created_at ?? null,
      properties: JSON.parse(String(person?.properties ?? "{}")),
    },
    events: summary.rows,
    first_day,
    last_day,
  };
}
