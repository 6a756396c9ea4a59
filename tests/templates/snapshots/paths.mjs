export const params = {
  anchor_event: "user_signed_up",
  direction: "after",
  steps: 4,
  ignore_events: ["$pageleave", "$identify", "$feature_flag_called", "$autocapture"],
  days: 30,
  start_date: null,
  end_date: null,
  filter_test_accounts: false,
  limit: 100,
};

// @ts-check
/**
 * Paths: what people do right after an event, or right before it.
 *
 * A visit ends after 30 minutes without an event. In each visit the first
 * (before: the last) time of the event counts, and the steps next to it;
 * the same step several times in a row is one. Page views go by their path.
 * `people` are distinct people per step, so they do not add up to a whole.
 *
 * @typedef {{
 *   anchor_event: string, direction: "after" | "before", steps: number,
 *   ignore_events: string[], days: number, start_date: string | null,
 *   end_date: string | null, filter_test_accounts: boolean, limit: number,
 * }} Params
 */

const HOGQL = `
SELECT step, came_from, went_to, count(DISTINCT person_id) AS people, count() AS times
FROM (
  SELECT
    person_id,
    arrayJoin(arrayEnumerate(arrayPopBack(route))) AS step,
    route[step] AS came_from,
    route[step + 1] AS went_to
  FROM (
    SELECT
      person_id,
      arraySlice(arrayCompact(arraySlice(labels, indexOf(labels, {anchor_event}))), 1, {steps} + 1) AS route
    FROM (
      SELECT person_id, arrayMap(e -> e.2, arrayJoin(arraySplit((e, gap) -> gap > 1800000, walk, gaps))) AS labels
      FROM (
        SELECT
          person_id,
          arraySort(e -> ({sign} * e.1, e.2), groupArray((toUnixTimestamp64Milli(timestamp), label))) AS walk,
          arrayMap(i -> if(i = 1, 0, abs(walk[i].1 - walk[i - 1].1)), arrayEnumerate(walk)) AS gaps
        FROM (
          SELECT person_id, timestamp, if(event = '$pageview', ifNull(toString(properties.$pathname), event), event) AS label
          FROM events
          WHERE event NOT IN {ignore_events}
            AND timestamp >= toDateTime({first_day})
            AND timestamp < toDateTime({day_after})
            AND {filters}
        )
        GROUP BY person_id
      )
    )
    WHERE has(labels, {anchor_event})
  )
)
GROUP BY step, came_from, went_to
ORDER BY step, people DESC, times DESC, came_from, went_to`;

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const range = await client.dayRange(params);
  progress(
    `Walking ${params.steps} steps ${params.direction} "${params.anchor_event}"`,
  );
  const { rows } = await client.query(HOGQL, {
    values: {
      ...params,
      ...range,
      sign: params.direction === "after" ? 1 : -1,
    },
    filters: { filterTestAccounts: params.filter_test_accounts },
    limit: params.limit,
  });
  return {
    rows: rows.map(({ step, came_from, went_to, people, times }) => ({
      step,
      from: came_from,
      to: went_to,
      people,
      times,
    })),
    first_day: range.first_day,
    last_day: range.last_day,
  };
}
