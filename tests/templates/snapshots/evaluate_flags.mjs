export const params = {
  distinct_id: "user-1",
  flag_key: null,
  person_properties: {},
  groups: {},
};

// @ts-check
/**
 * What every feature flag says about somebody, and why, as PostHog's own
 * evaluation gives it. Asking is not counted as an exposure.
 *
 * @typedef {{
 *   distinct_id: string, flag_key: string | null,
 *   person_properties: Record<string, unknown>, groups: Record<string, string>,
 * }} Params
 */

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  progress(`Evaluating flags for "${params.distinct_id}"`);
  const { flags, isPartial } = await client.evaluateFlags(params.distinct_id, {
    personProperties: params.person_properties,
    groups: params.groups,
    ...(params.flag_key !== null && { flagKeys: [params.flag_key] }),
  });
  return {
    rows: Object.values(flags)
      .filter(({ key }) => params.flag_key === null || key === params.flag_key)
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ key, enabled, variant, payload, reason, failed }) => ({
        flag: key,
        enabled,
        variant,
        payload: payload ?? null,
        reason,
        failed,
      })),
    is_partial: isPartial,
  };
}
