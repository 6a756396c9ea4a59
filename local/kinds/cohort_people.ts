/**
 * Who is in a cohort: its definition as HogQL.
 *
 * @module
 */

import type {
  BehavioralLeaf,
  CohortGroup,
  CohortLeaf,
} from "./cohort_filters.ts";
import { type KindContext, onEvents } from "./context.ts";
import { moment, resolveDateRange } from "./date_range.ts";
import { allOf, anyOf, type Hogql, hogql, keyword } from "./hogql_text.ts";
import { QueryKindError } from "./kind_error.ts";
import { filterCondition } from "./property_filter.ts";
import { seriesCondition } from "./series.ts";

type Context = Pick<KindContext, "now" | "weekStartDay" | "entity">;

/**
 * A query for the ids of the people in a cohort.
 *
 * @throws {QueryKindError} For a condition that says too little
 *
 * @example
 * ```ts
 * import { bind } from "./hogql_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const people = cohortPeople({
 *   type: "AND",
 *   values: [{ type: "person", key: "plan", operator: "exact", value: "pro" }],
 * }, {
 *   now: Temporal.Now.zonedDateTimeISO(),
 *   weekStartDay: 0,
 *   entity: () => undefined,
 * });
 * assertEquals(
 *   bind(people).query,
 *   "SELECT id FROM persons WHERE {v0}",
 * );
 * ```
 */
export function cohortPeople(group: CohortGroup, context: Context): Hogql {
  return hogql`SELECT id FROM persons WHERE ${groupCondition(group, context)}`;
}

function groupCondition(group: CohortGroup, context: Context): Hogql {
  const conditions = group.values.map((value) =>
    "values" in value
      ? groupCondition(value, context)
      : leafCondition(value, context)
  );
  if (conditions.length === 0) return hogql`true`;
  return group.type === "OR" ? anyOf(conditions) : allOf(conditions);
}

function leafCondition(leaf: CohortLeaf, context: Context): Hogql {
  const condition = positive(leaf, context);
  return leaf.negation ? hogql`NOT (${condition})` : condition;
}

function positive(leaf: CohortLeaf, context: Context): Hogql {
  if (leaf.type === "behavioral") {
    return hogql`id IN (${performers(leaf, context)})`;
  }
  const { negation: _, key = "id", ...filter } = leaf;
  const now = new Date(context.now.epochMilliseconds);
  return filterCondition([{ ...filter, key }], { table: "persons", now });
}

/** The people a behavioural condition is about. */
function performers(leaf: BehavioralLeaf, context: Context): Hogql {
  const event = eventCondition(leaf, context);
  const since = timeCondition(leaf, context);
  switch (leaf.value) {
    case "performed_event":
      return hogql`SELECT DISTINCT person_id FROM events WHERE ${event} AND ${since}`;
    case "performed_event_multiple":
      return hogql`SELECT person_id FROM events WHERE ${event} AND ${since}
GROUP BY person_id HAVING count() ${comparison(leaf)} ${
        leaf.operator_value ?? 1
      }`;
    case "performed_event_first_time":
      return hogql`SELECT person_id FROM (SELECT person_id, min(timestamp) AS first_time
FROM events WHERE ${event} GROUP BY person_id) WHERE ${
        firstWithin(leaf, context)
      }`;
    case "performed_event_regularly":
      return regularly(leaf, event, context);
    case "performed_event_sequence":
      return sequence(leaf, event, since, context);
    default:
      return stoppedOrRestarted(leaf, event, context);
  }
}

/** In at least `min_periods` of the last `total_periods`, so often in each. */
function regularly(
  leaf: BehavioralLeaf,
  event: Hogql,
  context: Context,
): Hogql {
  const { total_periods: total, min_periods: least } = leaf;
  const unit = leaf.time_interval ?? "day";
  const length = (leaf.time_value ?? 1) * SECONDS[unit];
  if (!total || !least) {
    throw incomplete(leaf, "total_periods and min_periods");
  }
  const end = moment(context.now);
  return hogql`SELECT person_id FROM (
SELECT person_id, intDiv(dateDiff('second', timestamp, ${end}), ${length}) AS period
FROM events WHERE ${event} AND timestamp > ${end} - toIntervalSecond(${
    total * length
  })
AND timestamp <= ${end} GROUP BY person_id, period
HAVING count() ${comparison(leaf)} ${leaf.operator_value ?? 1})
GROUP BY person_id HAVING count() >= ${least}`;
}

/** The event, and another one after it in time. */
function sequence(
  leaf: BehavioralLeaf,
  event: Hogql,
  since: Hogql,
  context: Context,
): Hogql {
  if (!leaf.seq_event || !leaf.seq_time_value) {
    throw incomplete(leaf, "seq_event, seq_time_value and seq_time_interval");
  }
  const next = eventCondition({
    ...leaf,
    key: leaf.seq_event,
    event_type: leaf.seq_event_type ?? "events",
    event_filters: null,
  }, context);
  const window = leaf.seq_time_value * SECONDS[leaf.seq_time_interval ?? "day"];
  return hogql`SELECT person_id FROM events WHERE ${since} AND ${
    anyOf([event, next])
  } GROUP BY person_id
HAVING windowFunnel(${window})(timestamp, ${event}, ${next}) = 2`;
}

/** Did it within `time_value`, but not (or: again) within `seq_time_value`. */
function stoppedOrRestarted(
  leaf: BehavioralLeaf,
  event: Hogql,
  context: Context,
): Hogql {
  const { time_value: wide, seq_time_value: recent } = leaf;
  if (!wide || !recent) throw incomplete(leaf, "time_value and seq_time_value");
  const longAgo = ago(wide, leaf.time_interval, context);
  const lately = ago(recent, leaf.seq_time_interval, context);
  const before = hogql`timestamp < ${lately}`;
  const having = leaf.value === "stopped_performing_event"
    ? hogql`countIf(timestamp >= ${lately}) = 0 AND countIf(timestamp >= ${longAgo}) > 0`
    : hogql`countIf(timestamp >= ${lately}) > 0
AND countIf(timestamp >= ${longAgo} AND ${before}) = 0
AND countIf(timestamp < ${longAgo}) > 0`;
  return hogql`SELECT person_id FROM events WHERE ${event}
GROUP BY person_id HAVING ${having}`;
}

function eventCondition(leaf: BehavioralLeaf, context: Context): Hogql {
  if (leaf.key === null || leaf.key === undefined) {
    throw incomplete(leaf, "key, the event's name");
  }
  const series = leaf.event_type === "actions"
    ? { kind: "ActionsNode" as const, id: Number(leaf.key) }
    : { kind: "EventsNode" as const, event: String(leaf.key) };
  const filters = leaf.event_filters ?? [];
  return allOf([
    seriesCondition(series, context),
    ...(filters.length > 0
      ? [filterCondition(filters, onEvents(context))]
      : []),
  ]);
}

function timeCondition(leaf: BehavioralLeaf, context: Context): Hogql {
  if (leaf.explicit_datetime) {
    const { from, to } = resolveDateRange({
      date_from: leaf.explicit_datetime,
      date_to: leaf.explicit_datetime_to,
    }, { ...context, firstEvent: context.now });
    return hogql`timestamp >= ${moment(from)} AND timestamp <= ${moment(to)}`;
  }
  const start = ago(leaf.time_value ?? 30, leaf.time_interval, context);
  return hogql`timestamp >= ${start} AND timestamp <= ${moment(context.now)}`;
}

function firstWithin(leaf: BehavioralLeaf, context: Context): Hogql {
  if (leaf.explicit_datetime) {
    const { from } = resolveDateRange(
      { date_from: leaf.explicit_datetime },
      { ...context, firstEvent: context.now },
    );
    return hogql`first_time >= ${moment(from)}`;
  }
  return hogql`first_time >= ${
    ago(leaf.time_value ?? 30, leaf.time_interval, context)
  }`;
}

const SECONDS = {
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_592_000,
  year: 31_536_000,
};

function ago(
  amount: number,
  unit: keyof typeof SECONDS | null | undefined,
  { now }: Context,
): Hogql {
  return moment(now.subtract({ [`${unit ?? "day"}s`]: amount }));
}

const COMPARISONS: Readonly<Record<string, string>> = {
  gte: ">=",
  lte: "<=",
  gt: ">",
  lt: "<",
  eq: "=",
  exact: "=",
};

function comparison({ operator }: BehavioralLeaf): Hogql {
  return keyword(COMPARISONS[operator ?? "gte"] ?? ">=");
}

function incomplete(leaf: BehavioralLeaf, needed: string): QueryKindError {
  return new QueryKindError(
    `Cannot find the people of a cohort: ${leaf.value} needs ${needed}`,
    { attr: "filters" },
  );
}
