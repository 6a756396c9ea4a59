/**
 * `ExperimentQuery`: one metric of an experiment, compared by variant.
 *
 * @module
 */

import { z } from "zod";
import { type KindContext, type KindResult, run } from "../context.ts";
import type { Hogql } from "../hogql_text.ts";
import { parseNode } from "../node.ts";
import { runningExperiment } from "./experiment.ts";
import { type Metric, metric } from "./metric.ts";
import {
  type Bounds,
  boundsQuery,
  stepCountsQuery,
  sumsQuery,
  valuesQuery,
} from "./query.ts";
import {
  compareBayesian,
  compareFrequentist,
  type Sample,
  validationFailures,
} from "./statistics.ts";

const experimentNode: z.ZodType<{
  readonly experiment_id?: number | null | undefined;
  readonly metric: Metric;
}> = z.looseObject({
  experiment_id: z.number().int().nullish(),
  metric,
});

const EMPTY: Sample = { number_of_samples: 0, sum: 0, sum_squares: 0 };

/**
 * Answers an `ExperimentQuery`: sums for each variant, and each variant but
 * the first compared with the first.
 *
 * @throws {QueryKindError} For an experiment that is not running or a metric
 * that cannot be measured
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(
 *   () => experimentQuery({
 *     experiment_id: 7,
 *     metric: { metric_type: "mean", source: { kind: "EventsNode" } },
 *   }, {
 *     now: Temporal.Now.zonedDateTimeISO(),
 *     weekStartDay: 0,
 *     testAccountFilters: [],
 *     entity: () => undefined,
 *     query: () => Promise.reject(new Error("not asked")),
 *   }),
 *   Error,
 *   "Experiment with id 7 not found",
 * );
 * ```
 */
export async function experimentQuery(
  input: unknown,
  context: KindContext,
): Promise<KindResult> {
  const node = parseNode(experimentNode, input);
  const experiment = runningExperiment(node.experiment_id, context);
  const type = node.metric.metric_type;
  const values = valuesQuery(node.metric, experiment, context);
  const bounds = await boundsOf(node.metric, values, context);
  const { rows, hogql } = await run(sumsQuery(values, type, bounds), context);
  const steps = type === "funnel"
    ? await stepCounts(values, node.metric, context)
    : undefined;
  const samples = new Map(rows.map((row) => [String(row[0]), sampleOf(row)]));
  const [first = "control", ...others] = experiment.variants;
  const control = samples.get(first) ?? EMPTY;
  const variants = others.map((key) => {
    const sample = samples.get(key) ?? EMPTY;
    const compare = experiment.method === "frequentist"
      ? compareFrequentist
      : compareBayesian;
    return {
      key,
      ...sample,
      ...stepsOf(key, steps),
      validation_failures: validationFailures(sample, type, control),
      ...compare(sample, control, type),
    };
  });
  return {
    kind: "ExperimentQuery",
    metric: node.metric,
    baseline: {
      key: first,
      ...control,
      ...stepsOf(first, steps),
      validation_failures: validationFailures(control, type, control),
    },
    variant_results: variants,
    ...summary(variants),
    hogql,
  };
}

/** What the older form of the answer has beside the variants. */
function summary(
  variants: readonly (
    & { readonly key: string }
    & ReturnType<
      typeof compareBayesian | typeof compareFrequentist
    >
  )[],
) {
  const bayesian = variants.flatMap((it) =>
    it.method === "bayesian" ? [it] : []
  );
  const significant = variants.some((it) => it.significant);
  return {
    credible_intervals: Object.fromEntries(
      bayesian.map((it) => [it.key, it.credible_interval]),
    ),
    probability: Object.fromEntries(
      bayesian.map((it) => [it.key, it.chance_to_win]),
    ),
    significant,
    significance_code: significant ? "significant" : "low_win_probability",
  };
}

async function boundsOf(
  metric: Metric,
  values: Hogql,
  context: KindContext,
): Promise<Bounds> {
  const none = { low: null, high: null };
  if (metric.metric_type !== "mean") return none;
  const { lower_bound_percentile: low, upper_bound_percentile: high } = metric;
  const hasLow = low !== null && low !== undefined;
  const hasHigh = high !== null && high !== undefined;
  if (!hasLow && !hasHigh) return none;
  const { rows } = await run(boundsQuery(values, low ?? 0, high ?? 1), context);
  const [lowest, highest] = rows[0] ?? [];
  return {
    low: hasLow ? Number(lowest) : null,
    high: hasHigh ? Number(highest) : null,
  };
}

/** People at each step, by variant. */
async function stepCounts(
  values: Hogql,
  metric: Metric,
  context: KindContext,
): Promise<Map<string, number[]>> {
  const length = metric.metric_type === "funnel" ? metric.series.length : 0;
  const { rows } = await run(stepCountsQuery(values), context);
  const counts = new Map<string, number[]>();
  for (const [variant, step, people] of rows) {
    const key = String(variant);
    const steps = counts.get(key) ?? new Array<number>(length).fill(0);
    steps[Number(step) - 1] = Number(people);
    counts.set(key, steps);
  }
  return counts;
}

function stepsOf(key: string, steps: Map<string, number[]> | undefined) {
  return steps === undefined ? {} : { step_counts: steps.get(key) ?? [] };
}

function sampleOf(row: readonly unknown[]): Sample {
  const [, people, sum, squares, ...ratio] = row.map(Number);
  const sample = {
    number_of_samples: people ?? 0,
    sum: sum ?? 0,
    sum_squares: squares ?? 0,
  };
  const [divisors, divisorSquares, products] = ratio;
  if (divisors === undefined) return sample;
  return {
    ...sample,
    denominator_sum: divisors,
    denominator_sum_squares: divisorSquares ?? 0,
    numerator_denominator_sum_product: products ?? 0,
  };
}
