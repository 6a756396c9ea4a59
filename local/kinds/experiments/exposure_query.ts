/**
 * `ExperimentExposureQuery`: how many people saw which variant, day by day.
 *
 * @module
 */

import { z } from "zod";
import { type KindContext, type KindResult, run } from "../context.ts";
import { withinSpan } from "../date_range.ts";
import { allOf, type Hogql, hogql } from "../hogql_text.ts";
import { bucketDay, bucketIndex, buckets } from "../interval.ts";
import { QueryKindError } from "../kind_error.ts";
import { parseNode } from "../node.ts";
import {
  controlFirst,
  type ExposureCriteria,
  exposureCriteria,
  type RunningExperiment,
  spanBetween,
} from "./experiment.ts";
import { exposureOf, SEVERAL_VARIANTS } from "./exposure.ts";

interface ExposureNode {
  readonly feature_flag: {
    readonly key: string;
    readonly filters?:
      | {
        readonly multivariate?:
          | { readonly variants: readonly { readonly key: string }[] }
          | null
          | undefined;
      }
      | null
      | undefined;
  };
  readonly start_date?: string | null | undefined;
  readonly end_date?: string | null | undefined;
  readonly exposure_criteria?: ExposureCriteria | null | undefined;
}

const exposureNode: z.ZodType<ExposureNode> = z.looseObject({
  feature_flag: z.looseObject({
    key: z.string(),
    filters: z.looseObject({
      multivariate: z.looseObject({
        variants: z.array(z.looseObject({ key: z.string() })),
      }).nullish(),
    }).nullish(),
  }),
  start_date: z.string().nullish(),
  end_date: z.string().nullish(),
  exposure_criteria: exposureCriteria.nullish(),
});

/**
 * Answers an `ExperimentExposureQuery`; each day counts everybody exposed so
 * far. People who saw several variants are counted as `$multiple`.
 *
 * @throws {QueryKindError} For an experiment that has not started
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { total_exposures } = await exposureQuery({
 *   feature_flag: {
 *     key: "checkout",
 *     filters: { multivariate: { variants: [{ key: "test" }] } },
 *   },
 *   start_date: "2026-11-20T00:00:00Z",
 * }, {
 *   now: Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]"),
 *   weekStartDay: 0,
 *   testAccountFilters: [],
 *   entity: () => undefined,
 *   query: () =>
 *     Promise.resolve({ columns: [], types: [], rows: [["test", 0, 4]], hogql: "" }),
 * });
 * assertEquals(total_exposures, { test: 4 });
 * ```
 */
export async function exposureQuery(
  input: unknown,
  context: KindContext,
): Promise<KindResult> {
  const node = parseNode(exposureNode, input);
  const experiment = experimentIn(node, context);
  const starts = buckets(experiment.span, "day", context);
  const query = countsQuery(
    experiment,
    starts[0] ?? experiment.span.from,
    context,
  );
  const { rows, hogql: text } = await run(query, context);
  const variants = [...experiment.variants, SEVERAL_VARIANTS];
  const series = variants.map((variant) => {
    const daily = starts.map(() => 0);
    for (const [of, day, people] of rows) {
      if (of === variant) daily[Number(day)] = Number(people);
    }
    let total = 0;
    return { variant, counts: daily.map((people) => total += people) };
  }).filter(({ variant, counts }) =>
    variant !== SEVERAL_VARIANTS || (counts.at(-1) ?? 0) > 0
  );
  return {
    kind: "ExperimentExposureQuery",
    timeseries: series.map(({ variant, counts }) => ({
      variant,
      days: starts.map((start) => bucketDay(start, "day")),
      exposure_counts: counts,
    })),
    total_exposures: Object.fromEntries(
      series.map(({ variant, counts }) => [variant, counts.at(-1) ?? 0]),
    ),
    date_range: { date_from: node.start_date, date_to: node.end_date ?? null },
    hogql: text,
  };
}

function experimentIn(
  node: ExposureNode,
  context: KindContext,
): RunningExperiment {
  if (!node.start_date) {
    throw new QueryKindError(
      "Cannot count exposures: the experiment has not been started",
      { attr: "start_date" },
    );
  }
  const variants = node.feature_flag.filters?.multivariate?.variants ?? [];
  return {
    flagKey: node.feature_flag.key,
    variants: controlFirst(variants.map(({ key }) => key)),
    span: spanBetween(node.start_date, node.end_date, context),
    criteria: node.exposure_criteria ?? {},
    method: "bayesian",
  };
}

function countsQuery(
  experiment: RunningExperiment,
  first: Temporal.ZonedDateTime,
  context: KindContext,
): Hogql {
  const exposure = exposureOf(experiment, context);
  const day = bucketIndex(first, "day", hogql`exposed_at`);
  const where = allOf([withinSpan(experiment.span), exposure.condition]);
  return hogql`SELECT variant, ${day} AS day, count() AS people FROM (
SELECT person_id, ${exposure.time} AS exposed_at, ${exposure.variant} AS variant
FROM events WHERE ${where} GROUP BY person_id)
GROUP BY variant, day ORDER BY variant, day LIMIT 50000`;
}
