export const params = {
  flag_key: "new-onboarding",
  conversion_event: "onboarding_completed",
  baseline: "control",
  expected_split: [],
  window_days: 14,
  days: 60,
  start_date: null,
  end_date: null,
  filter_test_accounts: false,
};

// @ts-check
/**
 * An experiment: does a variant make more people do something?
 *
 * A person counts from the first time they were shown a variant
 * (`$feature_flag_called`), and converted when they did the event within
 * `window_days` after that. People who saw several variants are left out and
 * counted. Per variant against the baseline: lift, 95% interval of the
 * difference in rates and p-value (two-sided z-test, pooled), and the chance
 * to be better (Bayesian, uniform prior, normal approximation). A split that
 * differs from the expected one (chi-square, p < 0.001) makes all of it void.
 *
 * @typedef {{
 *   flag_key: string, conversion_event: string, baseline: string,
 *   expected_split: number[], window_days: number, days: number,
 *   start_date: string | null, end_date: string | null,
 *   filter_test_accounts: boolean,
 * }} Params
 *
 * @typedef {{ variant: string, people: number, converted: number }} Variant
 */

const HOGQL = `
SELECT
  if(length(variants) > 1, '(several)', variants[1]) AS variant,
  count() AS people,
  countIf(arrayExists(t -> t >= exposed AND t < exposed + {window_ms}, times)) AS converted
FROM (
  SELECT
    person_id,
    groupUniqArrayIf(toString(properties.$feature_flag_response), is_exposure) AS variants,
    minIf(toUnixTimestamp64Milli(timestamp), is_exposure) AS exposed,
    groupArrayIf(toUnixTimestamp64Milli(timestamp), event = {conversion_event}) AS times
  FROM (
    SELECT
      person_id, timestamp, event, properties,
      event = '$feature_flag_called'
        AND toString(properties.$feature_flag) = {flag_key}
        AND ifNull(toString(properties.$feature_flag_response), 'false') != 'false' AS is_exposure
    FROM events
    WHERE event IN ('$feature_flag_called', {conversion_event})
      AND timestamp >= toDateTime({first_day})
      AND timestamp < toDateTime({day_after})
      AND {filters}
  )
  GROUP BY person_id
  HAVING countIf(is_exposure) > 0
)
GROUP BY variant
ORDER BY variant = {baseline} DESC, variant`;

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const range = await client.dayRange(params);
  progress(`Comparing the variants of "${params.flag_key}"`);
  const answer = await client.query(HOGQL, {
    values: { ...params, ...range, window_ms: params.window_days * 86_400_000 },
    filters: { filterTestAccounts: params.filter_test_accounts },
    limit: 100,
  });
  const all = /** @type {Variant[]} */ (answer.rows);
  const variants = all.filter((row) => row.variant !== "(several)");
  const baseline = variants.find((row) => row.variant === params.baseline);
  const people = variants.map((row) => row.people);
  const split = splitTest(people, params.expected_split);
  return {
    rows: variants.map((row) => compare(row, baseline)),
    people_in_several_variants:
      all.find((row) => row.variant === "(several)")?.people ?? 0,
    split_p_value: split,
    first_day: range.first_day,
    last_day: range.last_day,
    caveats: caveats(variants, split, params.baseline),
  };
}

/** @param {Variant[]} variants @param {number | null} split @param {string} baseline */
function caveats(variants, split, baseline) {
  const found = [];
  if (!variants.some(({ variant }) => variant === baseline)) {
    found.push(`Nobody saw the baseline "${baseline}"`);
  }
  if (split !== null && split < 0.001) {
    found.push(
      "The split is not the expected one: find out why before believing anything",
    );
  }
  const counts = variants.flatMap(({ people, converted }) => [
    converted,
    people - converted,
  ]);
  if (Math.min(...counts) < 10) {
    found.push(
      "Fewer than 10 conversions in a variant: too few for these tests",
    );
  }
  return found;
}

/** @param {Variant} row @param {Variant | undefined} base */
function compare(row, base) {
  const rate = row.converted / row.people;
  const plain = { ...row, conversion_rate: round(rate) };
  if (base === undefined || row === base) {
    return {
      ...plain,
      lift: null,
      difference_low: null,
      difference_high: null,
      p_value: null,
      chance_to_win: null,
    };
  }
  const baseRate = base.converted / base.people;
  const pooled = (row.converted + base.converted) / (row.people + base.people);
  const error = Math.sqrt(
    rate * (1 - rate) / row.people + baseRate * (1 - baseRate) / base.people,
  );
  const z = (rate - baseRate) /
    Math.sqrt(pooled * (1 - pooled) * (1 / row.people + 1 / base.people));
  const [mine, theirs] = [posterior(row), posterior(base)];
  return {
    ...plain,
    lift: round(rate / baseRate - 1),
    difference_low: round(rate - baseRate - 1.959964 * error),
    difference_high: round(rate - baseRate + 1.959964 * error),
    p_value: round(2 * (1 - normal(Math.abs(z)))),
    chance_to_win: round(
      normal(
        (mine.mean - theirs.mean) / Math.sqrt(mine.variance + theirs.variance),
      ),
    ),
  };
}

/** Mean and variance of Beta(1 + converted, 1 + rest). @param {Variant} row */
function posterior({ people, converted }) {
  const n = people + 2;
  const mean = (converted + 1) / n;
  return { mean, variance: mean * (1 - mean) / (n + 1) };
}

/** p-value of the split by chi-square. @param {number[]} counts @param {number[]} expected */
function splitTest(counts, expected) {
  const parts = expected.length === 0 ? counts.map(() => 1) : expected;
  if (parts.length !== counts.length) {
    throw new Error(
      `Cannot test the split: expected_split has ${parts.length} parts, but people saw ${counts.length} variants`,
    );
  }
  if (counts.length < 2) return null;
  const scale = sum(counts) / sum(parts);
  const chi = sum(
    parts.map((part, i) =>
      ((counts[i] ?? 0) - part * scale) ** 2 / (part * scale)
    ),
  );
  return round(chiSquareTail(chi, counts.length - 1));
}

/** Chance of more than `chi`, exact: from 1 or 2 degrees of freedom in steps of 2. @param {number} chi @param {number} df */
function chiSquareTail(chi, df) {
  const isOdd = df % 2 === 1;
  let tail = isOdd ? 2 * (1 - normal(Math.sqrt(chi))) : Math.exp(-chi / 2);
  let step = Math.exp(-chi / 2) *
    (isOdd ? Math.sqrt(2 * chi / Math.PI) : chi / 2);
  for (let reached = isOdd ? 1 : 2; reached < df; reached += 2) {
    tail += step;
    step *= chi / (reached + 2);
  }
  return tail;
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Distribution function of the normal distribution (Abramowitz and Stegun, 7.1.26). @param {number} z */
function normal(z) {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const poly =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) *
        t + 0.254829592) * t;
  const erf = 1 - poly * Math.exp(-x * x);
  return z < 0 ? (1 - erf) / 2 : (1 + erf) / 2;
}

/** @param {number} value */
function round(value) {
  return Number.isFinite(value) ? Math.round(value * 1e4) / 1e4 : null;
}
