export const params = {
  hogql_query: "SELECT event, count() AS events, count(DISTINCT person_id) AS people FROM events WHERE timestamp >= now() - INTERVAL 30 DAY GROUP BY event ORDER BY events DESC",
  values: {},
  limit: 100,
};

// @ts-check
/**
 * Any HogQL query. Values for its {placeholders} travel beside the text and
 * are never pasted into it.
 *
 * @typedef {{
 *   hogql_query: string, values: import("../../driver/mod.ts").QueryValues, limit: number,
 * }} Params
 */

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  progress("Running the query");
  const { rows, columns, types } = await client.query(params.hogql_query, {
    values: params.values,
    limit: params.limit,
  });
  return { rows, columns, types };
}
