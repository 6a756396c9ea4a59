// @ts-check
/**
 * A funnel: how many people did the steps in order, and how fast.
 *
 * A person counts for a step when they did all steps up to it, in order, the
 * last within `window_days` of the first (windowFunnel finds the best of all
 * their attempts). Times are those of the first attempt that got as far.
 * With a breakdown, a person belongs to the value at their first first step.
 *
 * @typedef {{
 *   funnel_steps: string[], window_days: number, breakdown: string | null,
 *   breakdown_limit: number, days: number, start_date: string | null,
 *   end_date: string | null, filter_test_accounts: boolean,
 * }} Params
 *
 * @typedef {{
 *   value: string, step: number, people: number,
 *   median_seconds_from_start: number, median_seconds_from_previous: number,
 *   all_values: number,
 * }} Level
 */

/**
 * The text depends on how many steps there are, never on what they are. Each
 * `tails` holds, for every event, the nearest times at which the remaining
 * steps followed; read backwards, one pass per step.
 *
 * @param {number} steps
 * @param {string} value what a person is grouped by
 */
function funnelQuery(steps, value) {
  const numbers = Array.from({ length: steps }, (_, i) => i + 1);
  const conditions = numbers.map((step) => `event = {step_${step}}`);
  const tails = numbers.slice(1).reverse().map((step) => {
    const after = step === steps
      ? "arrayMap(e -> [], path)"
      : `tails_${step + 1}`;
    const times =
      `arrayMap((e, tail) -> if(e.2 = ${step}, arrayConcat([e.1], tail), []), path, ${after})`;
    return `arrayReverseFill(times -> notEmpty(times), ${times}) AS tails_${step}`;
  });
  return `
SELECT
  value,
  step,
  count() AS people,
  medianExact(times[step] - times[1]) / 1000 AS median_seconds_from_start,
  medianExact(times[step] - times[greatest(step - 1, 1)]) / 1000 AS median_seconds_from_previous,
  max(count()) OVER (PARTITION BY value) AS starters,
  uniqExact(value) OVER () AS all_values
FROM (
  SELECT
    value, reached,
    ${tails.join(",\n    ")},
    arrayMap((e, tail) -> if(e.2 = 1, arrayConcat([e.1], tail), []), path, tails_2) AS attempts,
    arrayFirst(a -> notEmpty(a) AND arrayCount(t -> t <= a[1] + {window_ms}, a) = reached, attempts) AS times,
    arrayJoin(range(1, reached + 1)) AS step
  FROM (
    SELECT
      person_id,
      ${value} AS value,
      windowFunnel({window_ms})(accurateCast(toUnixTimestamp64Milli(timestamp), 'UInt64'), ${
    conditions.join(", ")
  }) AS reached,
      arraySort(groupArray((toUnixTimestamp64Milli(timestamp), indexOf({funnel_steps}, event)))) AS path
    FROM events
    WHERE event IN {funnel_steps}
      AND timestamp >= toDateTime({first_day})
      AND timestamp < toDateTime({day_after})
      AND {filters}
    GROUP BY person_id
  )
  WHERE reached > 0
)
GROUP BY value, step
ORDER BY starters DESC, value, step`;
}

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const range = await client.dayRange(params);
  const steps = params.funnel_steps;
  progress(`Following people through ${steps.length} steps`);
  const value = params.breakdown === null
    ? "''"
    : "argMinIf(ifNull(toString(properties[{breakdown}]), ''), (timestamp, toString(uuid)), event = {step_1})";
  const answer = await client.query(funnelQuery(steps.length, value), {
    values: {
      ...params,
      ...range,
      ...Object.fromEntries(steps.map((event, i) => [`step_${i + 1}`, event])),
      window_ms: params.window_days * 86_400_000,
    },
    filters: { filterTestAccounts: params.filter_test_accounts },
    limit: 50_000,
  });
  const rows = /** @type {Level[]} */ (answer.rows);
  const values = [...new Set(rows.map((row) => row.value))];
  const shown = values.slice(0, params.breakdown_limit);
  if (steps.length > 0 && values.length === 0) shown.push("");
  return {
    rows: shown.flatMap((group) => stepsOf(group, steps, rows, params)),
    breakdown_values: rows[0]?.all_values ?? 0,
    breakdown_values_shown: shown.length,
    first_day: range.first_day,
    last_day: range.last_day,
  };
}

/**
 * One row per step, those nobody reached included.
 *
 * @param {string} group
 * @param {string[]} steps
 * @param {Level[]} rows
 * @param {Params} params
 */
function stepsOf(group, steps, rows, params) {
  /** @param {number} step */
  const level = (step) =>
    rows.find((row) => row.value === group && row.step === step);
  /** @param {number} step */
  const people = (step) => level(step)?.people ?? 0;
  return steps.map((event, i) => {
    const step = i + 1;
    const before = people(Math.max(i, 1));
    return {
      ...(params.breakdown === null ? {} : { breakdown_value: group }),
      step,
      event,
      people: people(step),
      conversion_from_start: ratio(people(step), people(1)),
      conversion_from_previous: ratio(people(step), before),
      dropped: before - people(step),
      median_seconds_from_start: level(step)?.median_seconds_from_start ?? null,
      median_seconds_from_previous: level(step)?.median_seconds_from_previous ??
        null,
    };
  });
}

/** @param {number} part @param {number} whole */
function ratio(part, whole) {
  return whole === 0 ? null : Math.round(part / whole * 10_000) / 10_000;
}
