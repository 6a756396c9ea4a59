/**
 * The experiment that a query is about.
 *
 * @module
 */

import { z } from "zod";
import type { KindContext } from "../context.ts";
import { resolveDateRange, type TimeSpan } from "../date_range.ts";
import { QueryKindError } from "../kind_error.ts";
import { type PropertyFilters, propertyFilters } from "../property_filter.ts";

/** What shows that a person is in an experiment. */
export interface ExposureCriteria {
  /** Leave out test accounts. */
  readonly filterTestAccounts?: boolean | null | undefined;
  /** The event that counts as exposure; the flag's call where absent. */
  readonly exposure_config?:
    | {
      readonly event: string;
      readonly properties?: PropertyFilters | null | undefined;
    }
    | null
    | undefined;
  /** What becomes of people who saw several variants. */
  readonly multiple_variant_handling?:
    | "exclude"
    | "first_seen"
    | null
    | undefined;
}

/** The schema of exposure criteria. */
export const exposureCriteria: z.ZodType<ExposureCriteria> = z.looseObject({
  filterTestAccounts: z.boolean().nullish(),
  exposure_config: z.looseObject({
    event: z.string(),
    properties: propertyFilters.nullish(),
  }).nullish(),
  multiple_variant_handling: z.enum(["exclude", "first_seen"]).nullish(),
});

/** A running experiment, as queries need it. */
export interface RunningExperiment {
  /** Key of its flag. */
  readonly flagKey: string;
  /** The variants; the first is what the others are compared with. */
  readonly variants: readonly string[];
  /** From its start to its end, or now. */
  readonly span: TimeSpan;
  /** What counts as exposure. */
  readonly criteria: ExposureCriteria;
  /** How variants are compared. */
  readonly method: "bayesian" | "frequentist";
}

const variant = z.looseObject({ key: z.string() });

const flagEntity = z.looseObject({
  key: z.string(),
  filters: z.looseObject({
    multivariate: z.looseObject({ variants: z.array(variant) }).nullish(),
  }).nullish(),
});

const experimentEntity = z.looseObject({
  feature_flag_key: z.string().nullish(),
  feature_flag: flagEntity.nullish(),
  feature_flag_id: z.number().int().nullish(),
  start_date: z.string().nullish(),
  end_date: z.string().nullish(),
  exposure_criteria: exposureCriteria.nullish(),
  parameters: z.looseObject({
    feature_flag_variants: z.array(variant).nullish(),
  }).nullish(),
  stats_config: z.looseObject({ method: z.string().nullish() }).nullish(),
});

/**
 * Reads an experiment by its number.
 *
 * @throws {QueryKindError} Where there is none, or it has not started
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const experiment = runningExperiment(1, {
 *   now: Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]"),
 *   weekStartDay: 0,
 *   entity: () => ({
 *     feature_flag_key: "checkout",
 *     start_date: "2026-11-01T00:00:00Z",
 *     parameters: {
 *       feature_flag_variants: [{ key: "test" }, { key: "control" }],
 *     },
 *   }),
 * });
 * assertEquals(experiment.variants, ["control", "test"]);
 * assertEquals(experiment.method, "bayesian");
 * ```
 */
export function runningExperiment(
  id: number | null | undefined,
  context: Pick<KindContext, "now" | "weekStartDay" | "entity">,
): RunningExperiment {
  const found = id === null || id === undefined
    ? undefined
    : context.entity("experiment", id);
  const parsed = experimentEntity.safeParse(found);
  if (!parsed.success) {
    throw new QueryKindError(`Experiment with id ${id} not found`, {
      attr: "experiment_id",
    });
  }
  const { data } = parsed;
  if (!data.start_date) {
    throw new QueryKindError(
      `Cannot compute results of experiment ${id}: it has not been started`,
      { attr: "experiment_id" },
    );
  }
  return {
    flagKey: data.feature_flag_key ?? data.feature_flag?.key ?? "",
    variants: controlFirst(variantsOf(data, context)),
    span: spanBetween(data.start_date, data.end_date, context),
    criteria: data.exposure_criteria ?? {},
    method: data.stats_config?.method === "frequentist"
      ? "frequentist"
      : "bayesian",
  };
}

/**
 * From a start to an end, or to now.
 *
 * @throws {QueryKindError} For text that is no date
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const now = Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]");
 * const span = spanBetween("2026-11-01T00:00:00Z", null, { now, weekStartDay: 0 });
 * assertEquals(span.to, now);
 * ```
 */
export function spanBetween(
  start: string,
  end: string | null | undefined,
  { now, weekStartDay }: Pick<KindContext, "now" | "weekStartDay">,
): TimeSpan {
  return resolveDateRange(
    { date_from: start, date_to: end, explicitDate: true },
    { now, weekStartDay, firstEvent: now },
  );
}

/**
 * The variants with the control before the others.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(controlFirst(["a", "control", "b"]), ["control", "a", "b"]);
 * ```
 */
export function controlFirst(variants: readonly string[]): string[] {
  const others = variants.filter((key) => key !== "control");
  return others.length === variants.length ? others : ["control", ...others];
}

/** Those of the flag, which may have changed since the experiment was made. */
function variantsOf(
  data: z.infer<typeof experimentEntity>,
  context: Pick<KindContext, "entity">,
): string[] {
  const id = data.feature_flag_id;
  const stored = id ? context.entity("feature_flag", id) : undefined;
  const flag = flagEntity.safeParse(stored ?? data.feature_flag);
  const inFlag = flag.data?.filters?.multivariate?.variants ?? [];
  const inParameters = data.parameters?.feature_flag_variants ?? [];
  return (inFlag.length > 0 ? inFlag : inParameters).map(({ key }) => key);
}
