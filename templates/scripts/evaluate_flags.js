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
  const { distinct_id, flag_key } = params;
  progress(`Evaluating flags for "${distinct_id}"`);
  const options = {
    personProperties: params.person_properties,
    groups: params.groups,
  };
  if (flag_key !== null) {
    const flag = await client.evaluateFlag(flag_key, distinct_id, options);
    return { rows: [rowOf(flag)], is_partial: flag.failed };
  }
  const { flags, isPartial } = await client.evaluateFlags(distinct_id, options);
  return {
    rows: Object.values(flags).map(rowOf)
      .sort((a, b) => (a.flag < b.flag ? -1 : 1)),
    is_partial: isPartial,
  };
}

/** @param {import("../../driver/mod.ts").FlagEvaluation} flag */
function rowOf({ key, enabled, variant, payload, reason, failed }) {
  return {
    flag: key,
    enabled,
    variant,
    payload: payload ?? null,
    reason,
    failed,
  };
}
