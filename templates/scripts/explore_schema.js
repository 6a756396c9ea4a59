// @ts-check
/**
 * What is in this project: its events with their volume, and the properties of
 * each; or, for one event, every property with how often it is filled in, what
 * kind of value it holds and an example.
 *
 * @typedef {{ event_name: string | null, days: number, limit: number }} Params
 */

const EVENTS = `
SELECT
  event,
  count() AS events,
  count(DISTINCT person_id) AS people,
  min(timestamp) AS first_seen,
  max(timestamp) AS last_seen,
  arraySort(groupUniqArrayArray(JSONExtractKeys(properties))) AS properties
FROM events
WHERE timestamp >= toDateTime({first_day})
  AND timestamp < toDateTime({day_after})
GROUP BY event
ORDER BY events DESC, event`;

const PROPERTIES = `
SELECT
  property,
  count() AS events,
  round(events / any(total), 4) AS share_filled,
  count(DISTINCT value) AS different_values,
  arraySort(groupUniqArray(value_type)) AS types,
  argMax(substring(value, 1, 100), (timestamp, value)) AS example
FROM (
  SELECT
    arrayJoin(JSONExtractKeysAndValuesRaw(properties)) AS pair,
    pair.1 AS property,
    pair.2 AS value,
    toString(JSONType(properties, property)) AS value_type,
    timestamp,
    total
  FROM (
    SELECT timestamp, properties, count() OVER () AS total
    FROM events
    WHERE event = {event_name}
      AND timestamp >= toDateTime({first_day})
      AND timestamp < toDateTime({day_after})
  )
)
WHERE value != 'null'
GROUP BY property
ORDER BY events DESC, property`;

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const range = await client.dayRange(params);
  progress(
    params.event_name === null
      ? "Listing events"
      : `Looking into "${params.event_name}"`,
  );
  const { rows } = await client.query(
    params.event_name === null ? EVENTS : PROPERTIES,
    { values: { ...params, ...range }, limit: params.limit },
  );
  return { rows, first_day: range.first_day, last_day: range.last_day };
}
