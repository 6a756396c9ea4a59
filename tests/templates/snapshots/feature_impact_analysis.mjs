export const params = {
  feature_event: "feature_used",
  feature_property: "feature_name",
  feature_value: "ai_assistant",
  engagement_event: null,
  window_days: 14,
  days: 90,
  start_date: null,
  end_date: null,
  filter_test_accounts: false,
};

// @ts-check
/**
 * Did a feature change what people do? Before and after, against the others.
 *
 * For each adopter: how much they did in the `window_days` before their first
 * use and in as many days after it. For everybody else: the same around the
 * median day of adoption, which shows what would have happened anyway. Only
 * people known for the whole window before count, and only first uses with
 * the whole window behind them. Using the feature itself is not counted.
 * `difference` is the adopters' change less the others'. Who adopts chooses
 * to, so this is evidence, not proof; for proof run an experiment.
 *
 * @typedef {{
 *   feature_event: string, feature_property: string, feature_value: string | null,
 *   engagement_event: string | null, window_days: number, days: number,
 *   start_date: string | null, end_date: string | null,
 *   filter_test_accounts: boolean,
 * }} Params
 *
 * @typedef {{ adopted: number, people: number, before: number, after: number }} Group
 */

const HOGQL = `
SELECT
  adopted,
  count() AS people,
  sum(arrayCount(t -> t >= turn - {window_ms} AND t < turn, times)) AS before,
  sum(arrayCount(t -> t >= turn AND t < turn + {window_ms}, times)) AS after
FROM (
  SELECT
    first_use > 0 AS adopted,
    first_seen,
    times,
    if(adopted, first_use, medianExactIf(first_use, adopted) OVER ()) AS turn
  FROM (
    SELECT
      min(moment) AS first_seen,
      minIf(moment, is_use) AS first_use,
      groupArrayIf(moment, is_engagement AND NOT is_use) AS times
    FROM (
      SELECT
        person_id,
        toUnixTimestamp64Milli(timestamp) AS moment,
        event = {feature_event} AND ({feature_value} IS NULL OR toString(properties[{feature_property}]) = {feature_value}) AS is_use,
        {engagement_event} IS NULL OR event = {engagement_event} AS is_engagement
      FROM events
      WHERE timestamp >= toDateTime({first_day})
        AND timestamp < toDateTime({day_after})
        AND {filters}
    )
    GROUP BY person_id
  )
)
WHERE first_seen <= turn - {window_ms}
  AND turn + {window_ms} <= toUnixTimestamp(toDateTime({day_after})) * 1000
GROUP BY adopted
ORDER BY adopted DESC`;

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  const range = await client.dayRange(params);
  progress(`Comparing before and after the first "${params.feature_event}"`);
  const answer = await client.query(HOGQL, {
    values: {
      ...params,
      ...range,
      window_ms: params.window_days * 86_400_000,
    },
    filters: { filterTestAccounts: params.filter_test_accounts },
    limit: 2,
  });
  const groups = /** @type {Group[]} */ (answer.rows);
  const rows = groups.map((group) => ({
    group: group.adopted ? "adopters" : "others",
    people: group.people,
    events_before: group.before,
    events_after: group.after,
    per_person_before: round(group.before / group.people, 2),
    per_person_after: round(group.after / group.people, 2),
    change: round(changeOf(group), 4),
  }));
  const adopters = changeOf(groups.find(({ adopted }) => adopted));
  const others = changeOf(groups.find(({ adopted }) => !adopted));
  return {
    rows,
    difference: adopters === null || others === null
      ? null
      : round(adopters - others, 4),
    caveats: caveats(rows.map((row) => row.group), params),
    first_day: range.first_day,
    last_day: range.last_day,
  };
}

/** @param {string[]} groups @param {Params} params */
function caveats(groups, params) {
  const { feature_event, feature_property, feature_value, window_days } =
    params;
  const feature = feature_value === null
    ? `"${feature_event}"`
    : `"${feature_event}" whose ${feature_property} is "${feature_value}"`;
  const days = `with ${window_days} days before and after it`;
  if (!groups.includes("adopters")) {
    return [`Nobody has a first ${feature} ${days}`];
  }
  return groups.includes("others") ? [] : [
    `Nobody without a ${feature} was there on the same days to compare with`,
  ];
}

/** @param {Group | undefined} group */
function changeOf(group) {
  return group === undefined || group.before === 0
    ? null
    : group.after / group.before - 1;
}

/** @param {number | null} value @param {number} digits */
function round(value, digits) {
  return value === null ? null : Number(value.toFixed(digits));
}
