export const params = {
  event: "posthog_driver_test",
  distinct_id: "posthog-driver",
  properties: {},
  person_properties: {},
  timestamp: null,
};

// @ts-check
/**
 * Captures one event. It gets its uuid before the first try, so that trying
 * again never makes two of it.
 *
 * @typedef {{
 *   event: string, distinct_id: string, properties: Record<string, unknown>,
 *   person_properties: Record<string, unknown>, timestamp: string | null,
 * }} Params
 */

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  progress(`Capturing "${params.event}"`);
  const { accepted, overQuota, uuids } = await client.captureEvent({
    event: params.event,
    distinctId: params.distinct_id,
    properties: params.properties,
    ...(Object.keys(params.person_properties).length > 0 &&
      { set: params.person_properties }),
    ...(params.timestamp !== null && { timestamp: params.timestamp }),
  });
  return {
    rows: [{
      uuid: uuids[0],
      event: params.event,
      distinct_id: params.distinct_id,
    }],
    accepted,
    over_quota: overQuota,
  };
}
