/**
 * The people at a step of a funnel: `FunnelsActorsQuery`.
 *
 * @module
 */

import { z } from "zod";
import { resolveBreakdown } from "../breakdown.ts";
import { type KindContext, spanOf } from "../context.ts";
import { absoluteDate } from "../date_range.ts";
import {
  type FunnelsNode,
  funnelsNode,
  measuredSteps,
} from "../funnels/node.ts";
import {
  type FunnelPlan,
  pathsByEntrance,
  pathsQuery,
} from "../funnels/query.ts";
import { allOf, anyOf, arrayOf, type Hogql, hogql } from "../hogql_text.ts";
import { bucketIndex, bucketStart } from "../interval.ts";
import { QueryKindError } from "../kind_error.ts";
import { nodeObject, parseNode } from "../node.ts";

interface FunnelsSource {
  readonly source: FunnelsNode;
  /** Counted from 1; below zero for those who did not get there. */
  readonly funnelStep?: number | null | undefined;
  /** How many steps they did, any of these. */
  readonly funnelCustomSteps?: readonly number[] | null | undefined;
  readonly funnelStepBreakdown?:
    | string
    | number
    | readonly (string | number)[]
    | null
    | undefined;
  /** Of a funnel over time: when they entered. */
  readonly funnelTrendsEntrancePeriodStart?: string | null | undefined;
  /** Of a funnel over time: those who did not convert. */
  readonly funnelTrendsDropOff?: boolean | null | undefined;
}

const value = z.union([z.string(), z.number()]);

const funnelsSource: z.ZodType<FunnelsSource> = nodeObject({
  source: funnelsNode,
  funnelStep: z.number().int().nullish(),
  funnelCustomSteps: z.array(z.number().int().min(1)).nullish(),
  funnelStepBreakdown: z.union([value, z.array(value)]).nullish(),
  funnelTrendsEntrancePeriodStart: z.string().nullish(),
  funnelTrendsDropOff: z.boolean().nullish(),
});

/**
 * A query for `actor`: who did a step, who stopped before it, or who entered
 * the funnel in a period and did or did not convert.
 *
 * @throws {QueryKindError} For a source that cannot be read, or counts no people
 *
 * @example
 * ```ts
 * import { bind } from "../hogql_text.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const series = [{ kind: "EventsNode" }, { kind: "EventsNode" }];
 * const people = await funnelActors({ source: { series }, funnelStep: 2 }, {
 *   now: Temporal.Now.zonedDateTimeISO(),
 *   weekStartDay: 0,
 *   testAccountFilters: [],
 *   entity: () => undefined,
 *   query: () => Promise.reject(new Error("not asked")),
 * });
 * assertStringIncludes(bind(people).query, "length(best) >=");
 * ```
 */
export async function funnelActors(
  input: Readonly<Record<string, unknown>>,
  context: KindContext,
): Promise<Hogql> {
  const asked = parseNode(funnelsSource, input);
  const { source: node } = asked;
  refuseOtherThanPeople(node);
  const plan: FunnelPlan = {
    node,
    span: await spanOf(node.dateRange, context),
    breakdown: resolveBreakdown(node.breakdownFilter, context),
  };
  const line = asked.funnelStepBreakdown;
  const ofLine = plan.breakdown === undefined || line === null ||
      line === undefined
    ? []
    : [hogql`breakdown = ${arrayOf([line].flat().map(String))}`];
  const start = asked.funnelTrendsEntrancePeriodStart;
  if (start) return enteredIn(start, asked, plan, ofLine, context);
  return hogql`SELECT DISTINCT actor FROM (${pathsQuery(plan, context)})
WHERE ${allOf([reached(asked), ...ofLine])}`;
}

function refuseOtherThanPeople(node: FunnelsNode): void {
  const group = node.aggregation_group_type_index;
  const custom = node.funnelsFilter?.funnelAggregateByHogQL;
  const isPeople = (group === null || group === undefined) &&
    (!custom || custom === "person_id");
  if (isPeople) return;
  throw new QueryKindError(
    "Cannot list people of a funnel that counts groups or HogQL: expected " +
      "no aggregation_group_type_index and no funnelAggregateByHogQL",
    { attr: "source__source" },
  );
}

function reached({ funnelStep, funnelCustomSteps }: FunnelsSource): Hogql {
  if (funnelCustomSteps && funnelCustomSteps.length > 0) {
    return anyOf(
      funnelCustomSteps.map((steps) => hogql`length(best) = ${steps}`),
    );
  }
  const step = funnelStep ?? 0;
  if (step === 0) {
    throw new QueryKindError(
      "Cannot list the people of a funnel without funnelStep: expected the " +
        "number of a step, from 1, or below zero for those who did not get there",
      { attr: "source__funnelStep" },
    );
  }
  return step > 0
    ? hogql`length(best) >= ${step}`
    : hogql`length(best) = ${-step - 1}`;
}

function enteredIn(
  start: string,
  { funnelTrendsDropOff }: FunnelsSource,
  plan: FunnelPlan,
  ofLine: readonly Hogql[],
  context: KindContext,
): Hogql {
  const unit = plan.node.interval ?? "day";
  const period = bucketStart(
    absoluteDate(start, context.now.timeZoneId),
    unit,
    context.weekStartDay,
  );
  const { from, to } = measuredSteps(plan.node);
  const paths = pathsByEntrance(
    plan,
    (time) => bucketIndex(period, unit, time),
    context,
  );
  const converted = funnelTrendsDropOff
    ? hogql`length(best) > ${from} AND length(best) <= ${to}`
    : hogql`length(best) > ${to}`;
  return hogql`SELECT DISTINCT actor FROM (${paths})
WHERE ${allOf([hogql`entered = 0`, converted, ...ofLine])}`;
}
