// @ts-check
// One HogQL query with bound values.

/**
 * @param {{
 *   client: import("../../driver/mod.ts").PostHogClient,
 *   params: {
 *     hogql: string,
 *     values: import("../../driver/mod.ts").QueryValues,
 *     limit: number,
 *   },
 * }} run
 */
export default async function queryPostHog({ client, params }) {
  const { hogql, values, limit } = params;
  const { columns, types, rows } = await client.query(hogql, { values, limit });
  return { columns, types, rows };
}
