/**
 * The HogQL that measures a metric: one row a variant, with sums over people.
 *
 * Each person is read once: the first exposure, and the metric's events as a
 * list. Events before the exposure, or after the conversion window, do not
 * count.
 *
 * @module
 */

import type { KindContext } from "../context.ts";
import { withinSpan } from "../date_range.ts";
import { windowSeconds } from "../funnels/node.ts";
import { bestPath } from "../funnels/path.ts";
import {
  allOf,
  anyOf,
  type Hogql,
  hogql,
  identifier,
  joinHogql,
  keyword,
} from "../hogql_text.ts";
import { QueryKindError } from "../kind_error.ts";
import { propertyOf } from "../property_filter.ts";
import { seriesCondition, type SeriesNode } from "../series.ts";
import type { RunningExperiment } from "./experiment.ts";
import { type Exposure, exposureOf } from "./exposure.ts";
import type {
  FunnelMetric,
  MeanMetric,
  Metric,
  RatioMetric,
} from "./metric.ts";

type Context = Pick<KindContext, "now" | "entity" | "testAccountFilters">;

/** Lowest and highest value that counts as itself. */
export interface Bounds {
  /** `null` for none. */
  readonly low: number | null;
  /** `null` for none. */
  readonly high: number | null;
}

/**
 * One row a person in the experiment: `variant` and `value`; for a ratio also
 * `divisor`, for a funnel `done`, the number of steps.
 *
 * @throws {QueryKindError} For a metric that cannot be measured
 *
 * @example
 * ```ts
 * import { bind } from "../hogql_text.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const now = Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]");
 * const text = bind(valuesQuery(
 *   { metric_type: "mean", source: { kind: "EventsNode", event: "purchase" } },
 *   {
 *     flagKey: "checkout",
 *     variants: ["control", "test"],
 *     criteria: {},
 *     span: { from: now, to: now },
 *     method: "bayesian",
 *   },
 *   { now, entity: () => undefined, testAccountFilters: [] },
 * )).query;
 * assertStringIncludes(text, "AS exposed_at");
 * ```
 */
export function valuesQuery(
  metric: Metric,
  experiment: RunningExperiment,
  context: Context,
): Hogql {
  const exposure = exposureOf(experiment, context);
  const after = afterExposure(metric);
  switch (metric.metric_type) {
    case "mean":
      return meanValues(metric, { experiment, exposure, after, context });
    case "ratio":
      return ratioValues(metric, { experiment, exposure, after, context });
    case "funnel":
      return funnelValues(metric, { experiment, exposure, after, context });
  }
}

/**
 * One row a variant: number of people, sum of values, of their squares; for a
 * ratio also of divisors, their squares, and products.
 *
 * @example
 * ```ts
 * import { bind, hogql } from "../hogql_text.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const text = bind(sumsQuery(hogql`SELECT 1`, "mean")).query;
 * assertStringIncludes(text, "GROUP BY variant");
 * ```
 */
export function sumsQuery(
  values: Hogql,
  type: Metric["metric_type"],
  bounds: Bounds = { low: null, high: null },
): Hogql {
  const atLeast = bounds.low === null
    ? hogql`value`
    : hogql`greatest(value, ${bounds.low})`;
  const bounded = bounds.high === null
    ? atLeast
    : hogql`least(${atLeast}, ${bounds.high})`;
  const more = type === "ratio"
    ? hogql`, sum(divisor), sum(divisor * divisor), sum(value * divisor)`
    : hogql``;
  return hogql`SELECT variant, count() AS people, sum(v) AS total,
sum(v * v) AS squares${more} FROM (SELECT *, ${bounded} AS v FROM (${values}))
GROUP BY variant ORDER BY variant LIMIT 1000`;
}

/** One row a variant and number of steps: how many people did at least those. */
export function stepCountsQuery(values: Hogql): Hogql {
  return hogql`SELECT variant, step, count() AS people FROM (
SELECT variant, arrayJoin(range(1, done + 1)) AS step FROM (${values}))
GROUP BY variant, step ORDER BY variant, step LIMIT 1000`;
}

/**
 * The values at two shares of all values.
 *
 * @example
 * ```ts
 * import { bind, hogql } from "../hogql_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const text = bind(boundsQuery(hogql`SELECT 1 AS value`, 0, 0.99)).query;
 * assertEquals(
 *   text,
 *   "SELECT quantile(0)(value), quantile(0.99)(value) FROM (SELECT 1 AS value)",
 * );
 * ```
 */
export function boundsQuery(values: Hogql, low: number, high: number): Hogql {
  const [a, b] = [low, high].map((share) => keyword(`quantile(${share})`));
  return hogql`SELECT ${a}(value), ${b}(value) FROM (${values})`;
}

interface Setting {
  readonly experiment: RunningExperiment;
  readonly exposure: Exposure;
  readonly after: Hogql;
  readonly context: Context;
}

function meanValues(metric: MeanMetric, setting: Setting): Hogql {
  const measure = measureOf(metric.source);
  const condition = seriesCondition(metric.source, setting.context);
  return perPerson(
    [hogql`${measure.reduce(after("hits", setting))} AS value`],
    [{ name: "hits", event: hogql`(timestamp, ${measure.value})`, condition }],
    setting,
  );
}

function ratioValues(metric: RatioMetric, setting: Setting): Hogql {
  const [top, bottom] = [metric.numerator, metric.denominator].map(measureOf);
  const [one, two] = [metric.numerator, metric.denominator]
    .map((source) => seriesCondition(source, setting.context));
  if (!top || !bottom || !one || !two) throw new TypeError("Unreachable");
  return perPerson(
    [
      hogql`${top.reduce(after("hits", setting))} AS value`,
      hogql`${bottom.reduce(after("others", setting))} AS divisor`,
    ],
    [
      { name: "hits", event: hogql`(timestamp, ${top.value})`, condition: one },
      {
        name: "others",
        event: hogql`(timestamp, ${bottom.value})`,
        condition: two,
      },
    ],
    setting,
  );
}

/** The exposure is the first step, except where the order does not matter. */
function funnelValues(metric: FunnelMetric, setting: Setting): Hogql {
  const order = metric.funnel_order_type ?? "ordered";
  const steps = metric.series
    .map((step) => seriesCondition(step, setting.context));
  const before = order === "unordered" ? 0 : 1;
  const does = joinHogql(
    steps.map((step, i) => hogql`if(${step}, ${i + 1 + before}, 0)`),
    ", ",
  );
  const best = bestPath({
    steps: steps.length + before,
    order,
    // The hits are already those within the window after the exposure.
    windowSeconds: 10 * 366 * 86_400,
    hasExclusions: false,
  });
  const hits = hogql`arraySort(${after("hits", setting)})`;
  const path = before === 1
    ? hogql`arrayConcat([(exposed_at, [1])], ${hits})`
    : hits;
  const inner = perPerson([hogql`${path} AS path`], [{
    name: "hits",
    event: hogql`(timestamp, arrayFilter(k -> k > 0, [${does}]))`,
    condition: order === "strict" ? hogql`true` : anyOf(steps),
  }], setting);
  const reached = hogql`if(empty(path), 0, length(${best}) - ${before})`;
  return hogql`SELECT variant, ${reached} AS done,
if(done = ${steps.length}, 1, 0) AS value FROM (${inner})`;
}

/** A list of events that is gathered for each person. */
interface Gathered {
  readonly name: string;
  readonly event: Hogql;
  readonly condition: Hogql;
}

function perPerson(
  columns: readonly Hogql[],
  gathered: readonly Gathered[],
  { experiment, exposure }: Setting,
): Hogql {
  const lists = gathered.map(({ name, event, condition }) =>
    hogql`groupArrayIf(${event}, ${condition}) AS ${identifier(name)}`
  );
  const wanted = [exposure, ...gathered].map(({ condition }) => condition);
  const where = allOf([withinSpan(experiment.span), anyOf(wanted)]);
  return hogql`SELECT variant, ${joinHogql(columns, ", ")} FROM (
SELECT person_id, ${exposure.time} AS exposed_at,
${exposure.variant} AS variant, ${joinHogql(lists, ", ")}
FROM events WHERE ${where} GROUP BY person_id
HAVING countIf(${exposure.condition}) > 0)
WHERE variant IN ${experiment.variants}`;
}

/** The events of a list that count: after the exposure, within the window. */
function after(list: string, setting: Setting): Hogql {
  return hogql`arrayFilter(hit -> ${setting.after}, ${identifier(list)})`;
}

function afterExposure(metric: Metric): Hogql {
  const since = hogql`hit.1 >= exposed_at`;
  if (!metric.conversion_window) return since;
  const seconds = windowSeconds({
    funnelWindowInterval: metric.conversion_window,
    funnelWindowIntervalUnit: metric.conversion_window_unit,
  });
  return hogql`${since} AND hit.1 <= exposed_at + toIntervalSecond(${seconds})`;
}

/** What is kept of an event, and how a person's events become one number. */
interface Measure {
  readonly value: Hogql;
  reduce(hits: Hogql): Hogql;
}

const OF_PROPERTY: ReadonlyMap<string, string> = new Map([
  ["sum", "arraySum"],
  ["avg", "arrayAvg"],
  ["min", "arrayMin"],
  ["max", "arrayMax"],
]);

function measureOf(source: SeriesNode): Measure {
  const math = source.math ?? "total";
  const reducer = OF_PROPERTY.get(math);
  if (reducer !== undefined && source.math_property) {
    const property = propertyOf({ key: source.math_property }, {
      table: "events",
    });
    return {
      value: hogql`coalesce(toFloat(${property}), 0)`,
      reduce: (hits) => {
        const values = hogql`arrayMap(hit -> hit.2, ${hits})`;
        return hogql`if(empty(${hits}), 0, ${keyword(reducer)}(${values}))`;
      },
    };
  }
  switch (math) {
    case "total":
      return { value: hogql`1`, reduce: (hits) => hogql`length(${hits})` };
    case "dau":
      return {
        value: hogql`1`,
        reduce: (hits) => hogql`if(notEmpty(${hits}), 1, 0)`,
      };
    case "unique_session":
      return {
        value: hogql`coalesce($session_id, '')`,
        reduce: (hits) =>
          hogql`length(arrayDistinct(arrayMap(hit -> hit.2, ${hits})))`,
      };
    default:
      throw new QueryKindError(
        `Cannot measure by the math ${
          JSON.stringify(math)
        } in an experiment: ` +
          "expected total, dau, unique_session, or sum, avg, min or max of a " +
          "math_property",
        { attr: "metric" },
      );
  }
}
