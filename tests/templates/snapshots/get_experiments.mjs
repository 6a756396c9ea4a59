export const params = { status: null, include_results: false, limit: 100 };

// @ts-check
/**
 * The experiments of this project, and on request what PostHog computed for
 * each of their metrics. An experiment that has not started has no results.
 *
 * @typedef {{
 *   status: "draft" | "running" | "paused" | "complete" | "stopped" | null,
 *   include_results: boolean, limit: number,
 * }} Params
 */

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  progress("Listing experiments");
  const { rows } = await client.getExperiments({
    limit: params.limit,
    ...(params.status !== null && { status: params.status }),
  });
  const results = [];
  const started = params.include_results
    ? rows.filter((row) => row.start_date !== null)
    : [];
  for (const [i, { id, name }] of started.entries()) {
    progress(`Computing "${name}"`, i, started.length);
    const { exposures, metrics } = await client.getExperimentResults(id);
    results.push({
      experiment_id: id,
      name,
      exposures: exposures.total_exposures ?? null,
      metrics: metrics.map(summary),
    });
  }
  return {
    rows: rows.map((experiment) => ({
      id: experiment.id,
      name: experiment.name,
      feature_flag_key: experiment.feature_flag_key,
      state: stateOf(experiment),
      start_date: experiment.start_date,
      end_date: experiment.end_date,
      description: experiment.description || null,
    })),
    results,
  };
}

/** What was measured for each variant, in PostHog's own words. @param {import("../../driver/mod.ts").ExperimentMetricResult} metric */
function summary({ name, role, metric, result, error }) {
  return {
    name,
    role,
    type: metric.metric_type ?? null,
    baseline: result?.baseline ?? null,
    variant_results: result?.variant_results ?? [],
    error: error?.message ?? null,
  };
}

/** @param {{ start_date: string | null, end_date: string | null }} experiment */
function stateOf({ start_date, end_date }) {
  if (start_date === null) return "draft";
  return end_date === null ? "running" : "complete";
}
