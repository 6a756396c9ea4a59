export const params = {
  events: [
    {
      distinct_id: "posthog-driver",
      event: "posthog_driver_test",
      properties: {},
      timestamp: null,
      uuid: null,
    },
  ],
  historical_migration: false,
};

// @ts-check
/**
 * Captures many events, in order. Each gets its uuid before the first try, so
 * that trying again never makes two of one. `rows` are those refused.
 *
 * @typedef {{
 *   events: {
 *     event: string, distinct_id: string, properties: Record<string, unknown>,
 *     timestamp: string | null, uuid: string | null,
 *   }[],
 *   historical_migration: boolean,
 * }} Params
 */

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const events = params.events.map((
    { event, distinct_id, properties, timestamp, uuid },
  ) => ({
    event,
    distinctId: distinct_id,
    properties,
    ...(timestamp !== null && { timestamp }),
    ...(uuid !== null && { uuid }),
  }));
  const { accepted, rejected, overQuota, uuids } = await client.captureBatch(
    events,
    {
      historicalMigration: params.historical_migration,
      onProgress: (done, total) => progress("Capturing events", done, total),
    },
  );
  return { rows: rejected, accepted, over_quota: overQuota, uuids };
}
