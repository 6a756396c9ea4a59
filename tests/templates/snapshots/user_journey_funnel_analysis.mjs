export const params = {
  funnel_steps: ["user_signed_up", "onboarding_completed", "purchase"],
  window_days: 14,
  alternatives: 5,
  days: 30,
  start_date: null,
  end_date: null,
  filter_test_accounts: false,
};

// @ts-check
/**
 * A journey: the steps as a funnel, and what those who left did instead.
 *
 * A person counts for a step when they did all steps up to it, in order, the
 * last within `window_days` of the first (windowFunnel, the best of all their
 * attempts). For those who went no further, `after_drop_off` counts the very
 * next thing they did after the last time they did the step they reached.
 *
 * @typedef {{
 *   funnel_steps: string[], window_days: number, alternatives: number,
 *   days: number, start_date: string | null, end_date: string | null,
 *   filter_test_accounts: boolean,
 * }} Params
 *
 * @typedef {{ reached: number, next: string, people: number }} Exit
 */

/**
 * The text depends on how many steps there are, never on what they are.
 *
 * @param {number} steps
 */
function journeyQuery(steps) {
  const conditions = Array.from(
    { length: steps },
    (_, i) => `event = {step_${i + 1}}`,
  );
  return `
SELECT
  reached,
  if(reached = ${steps}, '(done)', coalesce(nullIf(arrayFirst(e -> e.1 > last_at, walk).2, ''), '(nothing)')) AS next,
  count() AS people
FROM (
  SELECT
    person_id,
    windowFunnel({window_ms})(accurateCast(toUnixTimestamp64Milli(timestamp), 'UInt64'), ${
    conditions.join(", ")
  }) AS reached,
    arraySort(groupArray((toUnixTimestamp64Milli(timestamp), event))) AS walk,
    arrayLast(e -> e.2 = {funnel_steps}[reached], walk).1 AS last_at
  FROM events
  WHERE timestamp >= toDateTime({first_day})
    AND timestamp < toDateTime({day_after})
    AND {filters}
  GROUP BY person_id
)
WHERE reached > 0
GROUP BY reached, next
ORDER BY reached, people DESC, next`;
}

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const range = await client.dayRange(params);
  const steps = params.funnel_steps;
  progress(`Following people through ${steps.length} steps`);
  const answer = await client.query(journeyQuery(steps.length), {
    values: {
      ...params,
      ...range,
      ...Object.fromEntries(steps.map((event, i) => [`step_${i + 1}`, event])),
      window_ms: params.window_days * 86_400_000,
    },
    filters: { filterTestAccounts: params.filter_test_accounts },
    limit: 50_000,
  });
  const exits = /** @type {Exit[]} */ (answer.rows);
  /** @param {number} step */
  const people = (step) => sum(exits.filter((exit) => exit.reached >= step));
  return {
    first_day: range.first_day,
    last_day: range.last_day,
    rows: steps.map((event, i) => ({
      step: i + 1,
      event,
      people: people(i + 1),
      conversion_from_start: ratio(people(i + 1), people(1)),
      conversion_from_previous: ratio(people(i + 1), people(Math.max(i, 1))),
      left_after: i + 1 < steps.length ? people(i + 1) - people(i + 2) : 0,
    })),
    after_drop_off: steps.slice(0, -1).flatMap((event, i) => {
      const left = exits.filter((exit) => exit.reached === i + 1);
      return left.slice(0, params.alternatives).map((exit) => ({
        after: event,
        next: exit.next,
        people: exit.people,
        share: ratio(exit.people, sum(left)),
      }));
    }),
  };
}

/** @param {Exit[]} exits */
function sum(exits) {
  return exits.reduce((total, exit) => total + exit.people, 0);
}

/** @param {number} part @param {number} whole */
function ratio(part, whole) {
  return whole === 0 ? null : Math.round(part / whole * 10_000) / 10_000;
}
