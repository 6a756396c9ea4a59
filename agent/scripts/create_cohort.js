// @ts-check
// A cohort from a filter; it comes back when its members are computed.

/**
 * @param {{
 *   client: import("../../driver/mod.ts").PostHogClient,
 *   params: {
 *     name: string,
 *     filter: import("../../driver/mod.ts").CohortFilter,
 *   },
 * }} run
 */
export default async function createCohort({ client, params }) {
  return await client.createCohort({ ...params, waitMs: 30_000 });
}
