/**
 * Whether a variant differs from the control.
 *
 * The figure of interest is the relative difference of the means,
 * `d = (m₁ − m₀) / m₀`, with `m₀` the control's mean and `m₁` the variant's.
 * By the delta method its variance is
 * `v = s₁² / (n₁ m₀²) + s₀² m₁² / (n₀ m₀⁴)`, where `s²` is the variance between
 * people: of the values for a mean, `p (1 − p)` for a funnel, and for a ratio
 * `(var x + r² var y − 2 r cov(x, y)) / ȳ²` with `r = x̄ / ȳ`.
 *
 * - Bayesian: with a flat prior, `d` is normal with mean `d` and variance `v`.
 *   `chance_to_win` is the chance that it is above zero; the credible interval
 *   holds 95 % of it. Significant: the chance is at least 95 % or at most 5 %.
 * - Frequentist: Welch's t-test of `d = 0`, two-sided, with the degrees of
 *   freedom of Welch and Satterthwaite. Significant: p is below 5 %.
 *
 * A result is refused, with the reason, below 50 people in either variant,
 * below 5 conversions of a funnel, or when the control's mean is zero.
 *
 * @module
 */

import {
  normalCdf,
  normalQuantile,
  studentCdf,
  studentQuantile,
} from "./distributions.ts";

/** What is known of one variant. */
export interface Sample {
  /** How many people. */
  readonly number_of_samples: number;
  /** Sum of their values. */
  readonly sum: number;
  /** Sum of the squares of their values. */
  readonly sum_squares: number;
  /** For ratios: sum of what is divided by. */
  readonly denominator_sum?: number;
  /** For ratios: sum of its squares. */
  readonly denominator_sum_squares?: number;
  /** For ratios: sum of the products of both. */
  readonly numerator_denominator_sum_product?: number;
}

/** What a metric measures of each person. */
export type MetricType = "mean" | "funnel" | "ratio";

/** Why a comparison would mean nothing; PostHog's words. */
export type ValidationFailure =
  | "not-enough-exposures"
  | "not-enough-metric-data"
  | "baseline-mean-is-zero";

/** Mean and variance between people. */
export interface Moments {
  /** Mean value. */
  readonly mean: number;
  /** Variance of the values. */
  readonly variance: number;
}

/** A comparison by Bayes. */
export interface BayesianResult {
  /** Names the method. */
  readonly method: "bayesian";
  /** Chance that the variant's mean is above the control's. */
  readonly chance_to_win: number | null;
  /** Where the relative difference lies with 95 %. */
  readonly credible_interval: readonly [number, number] | null;
  /** Whether the chance is at least 95 % or at most 5 %. */
  readonly significant: boolean;
}

/** A comparison by Welch's test. */
export interface FrequentistResult {
  /** Names the method. */
  readonly method: "frequentist";
  /** Chance of such a difference, if there were none. */
  readonly p_value: number | null;
  /** 95 % confidence interval of the relative difference. */
  readonly confidence_interval: readonly [number, number] | null;
  /** Whether p is below 5 %. */
  readonly significant: boolean;
}

const LEVEL = 0.95;
const MIN_PEOPLE = 50;
const MIN_CONVERSIONS = 5;

/**
 * Mean and variance between the people of a variant.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const values = { number_of_samples: 3, sum: 6, sum_squares: 14 };
 * assertEquals(momentsOf(values, "mean"), { mean: 2, variance: 1 });
 * ```
 */
export function momentsOf(sample: Sample, type: MetricType): Moments {
  const { number_of_samples: n, sum } = sample;
  if (n === 0) return { mean: 0, variance: 0 };
  if (type === "ratio") return ratioMoments(sample);
  const mean = sum / n;
  if (type === "funnel") return { mean, variance: mean * (1 - mean) };
  return { mean, variance: covariance(sum, sum, sample.sum_squares, n) };
}

/**
 * Why a variant and the control cannot be compared; empty where they can.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const few = { number_of_samples: 3, sum: 0, sum_squares: 0 };
 * assertEquals(validationFailures(few, "mean", few), [
 *   "not-enough-exposures",
 *   "baseline-mean-is-zero",
 * ]);
 * ```
 */
export function validationFailures(
  sample: Sample,
  type: MetricType,
  control: Sample,
): ValidationFailure[] {
  const failures: ValidationFailure[] = [];
  const people = Math.min(sample.number_of_samples, control.number_of_samples);
  if (people < MIN_PEOPLE) failures.push("not-enough-exposures");
  if (type === "funnel" && sample.sum < MIN_CONVERSIONS) {
    failures.push("not-enough-metric-data");
  }
  if (momentsOf(control, type).mean === 0) {
    failures.push("baseline-mean-is-zero");
  }
  return failures;
}

/**
 * Compares by Bayes; see the head of this file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const control = { number_of_samples: 1000, sum: 100, sum_squares: 100 };
 * const test = { number_of_samples: 1000, sum: 130, sum_squares: 130 };
 * const result = compareBayesian(test, control, "funnel");
 * assertEquals(result.chance_to_win?.toFixed(3), "0.967");
 * assertEquals(result.significant, true);
 * ```
 */
export function compareBayesian(
  sample: Sample,
  control: Sample,
  type: MetricType,
): BayesianResult {
  if (validationFailures(sample, type, control).length > 0) {
    return {
      method: "bayesian",
      chance_to_win: null,
      credible_interval: null,
      significant: false,
    };
  }
  const { difference, variantPart, controlPart } = relative(
    sample,
    control,
    type,
  );
  const deviation = Math.sqrt(variantPart + controlPart);
  const chance = deviation === 0
    ? certain(difference)
    : normalCdf(difference / deviation);
  const reach = normalQuantile((1 + LEVEL) / 2) * deviation;
  return {
    method: "bayesian",
    chance_to_win: chance,
    credible_interval: [difference - reach, difference + reach],
    significant: chance >= LEVEL || chance <= 1 - LEVEL,
  };
}

/**
 * Compares by Welch's test; see the head of this file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const control = { number_of_samples: 1000, sum: 100, sum_squares: 100 };
 * const test = { number_of_samples: 1000, sum: 130, sum_squares: 130 };
 * const result = compareFrequentist(test, control, "funnel");
 * assertEquals(result.p_value?.toFixed(3), "0.066");
 * ```
 */
export function compareFrequentist(
  sample: Sample,
  control: Sample,
  type: MetricType,
): FrequentistResult {
  if (validationFailures(sample, type, control).length > 0) {
    return {
      method: "frequentist",
      p_value: null,
      confidence_interval: null,
      significant: false,
    };
  }
  const { difference, variantPart, controlPart } = relative(
    sample,
    control,
    type,
  );
  const variance = variantPart + controlPart;
  if (variance === 0) {
    return {
      method: "frequentist",
      p_value: difference === 0 ? 1 : 0,
      confidence_interval: [difference, difference],
      significant: difference !== 0,
    };
  }
  const freedom = variance ** 2 /
    (variantPart ** 2 / (sample.number_of_samples - 1) +
      controlPart ** 2 / (control.number_of_samples - 1));
  const deviation = Math.sqrt(variance);
  const p = 2 * studentCdf(-Math.abs(difference) / deviation, freedom);
  const reach = studentQuantile((1 + LEVEL) / 2, freedom) * deviation;
  return {
    method: "frequentist",
    p_value: p,
    confidence_interval: [difference - reach, difference + reach],
    significant: p < 1 - LEVEL,
  };
}

/** The relative difference, and what each side adds to its variance. */
function relative(sample: Sample, control: Sample, type: MetricType) {
  const [one, zero] = [momentsOf(sample, type), momentsOf(control, type)];
  return {
    difference: (one.mean - zero.mean) / zero.mean,
    variantPart: one.variance / (sample.number_of_samples * zero.mean ** 2),
    controlPart: zero.variance * one.mean ** 2 /
      (control.number_of_samples * zero.mean ** 4),
  };
}

function ratioMoments(sample: Sample): Moments {
  const { number_of_samples: n, sum: x, sum_squares: xx } = sample;
  const y = sample.denominator_sum ?? 0;
  const yy = sample.denominator_sum_squares ?? 0;
  const xy = sample.numerator_denominator_sum_product ?? 0;
  if (y === 0) return { mean: 0, variance: 0 };
  const mean = x / y;
  const spread = covariance(x, x, xx, n) + mean ** 2 * covariance(y, y, yy, n) -
    2 * mean * covariance(x, y, xy, n);
  return { mean, variance: spread / (y / n) ** 2 };
}

function covariance(x: number, y: number, xy: number, n: number): number {
  return n < 2 ? 0 : (xy - x * y / n) / (n - 1);
}

function certain(difference: number): number {
  return difference === 0 ? 0.5 : difference > 0 ? 1 : 0;
}
