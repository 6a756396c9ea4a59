/**
 * The people behind a query: what an `ActorsQuery` has as its `source`.
 *
 * @module
 */

import { z } from "zod";
import { resolveBreakdown } from "./breakdown.ts";
import { type KindContext, spanOf } from "./context.ts";
import { withinSpan } from "./date_range.ts";
import { funnelsNode } from "./funnels/node.ts";
import { pathsQuery } from "./funnels/query.ts";
import { allOf, type Hogql, hogql, userHogql } from "./hogql_text.ts";
import { addBuckets } from "./interval.ts";
import { QueryKindError } from "./kind_error.ts";
import { nodeObject, parseNode } from "./node.ts";
import { seriesCondition } from "./series.ts";
import { trendsNode } from "./trends/node.ts";
import { sharedConditions } from "./trends/query.ts";

const hogqlSource = z.looseObject({ query: z.string() });

const funnelsSource = nodeObject({
  source: funnelsNode,
  funnelStep: z.number().int(),
});

const insightSource = nodeObject({
  source: z.looseObject({ kind: z.string() }),
  day: z.union([z.string(), z.number()]).nullish(),
  series: z.number().int().min(0).nullish(),
});

/**
 * A query for the ids of people: of HogQL (its first column), of a funnel's
 * step (`funnelStep`; below zero for those who did not get there), or of a
 * trend's series and day.
 *
 * @throws {QueryKindError} For other sources
 *
 * @example
 * ```ts
 * import { bind } from "./hogql_text.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const people = await actorsOf({ kind: "HogQLQuery", query: "SELECT 1" }, {
 *   now: Temporal.Now.zonedDateTimeISO(),
 *   weekStartDay: 0,
 *   testAccountFilters: [],
 *   entity: () => undefined,
 *   query: () => Promise.reject(new Error("not asked")),
 * });
 * assertStringIncludes(bind(people).query, "SELECT 1");
 * ```
 */
export async function actorsOf(
  source: Readonly<Record<string, unknown>>,
  context: KindContext,
): Promise<Hogql> {
  switch (source.kind) {
    case "HogQLQuery": {
      const { query } = parseNode(hogqlSource, source);
      return hogql`SELECT * FROM ${userHogql(query)}`;
    }
    case "FunnelsActorsQuery":
      return await funnelActors(source, context);
    case "InsightActorsQuery":
      return await insightActors(source, context);
    default:
      throw new QueryKindError(
        `Cannot list the people of ${JSON.stringify(source.kind)}: expected ` +
          "HogQLQuery, FunnelsActorsQuery or InsightActorsQuery",
        { attr: "source" },
      );
  }
}

async function funnelActors(
  source: Readonly<Record<string, unknown>>,
  context: KindContext,
): Promise<Hogql> {
  const { source: node, funnelStep } = parseNode(funnelsSource, source);
  const paths = pathsQuery({
    node,
    span: await spanOf(node.dateRange, context),
    breakdown: resolveBreakdown(node.breakdownFilter, context),
  }, context);
  const reached = funnelStep >= 0
    ? hogql`length(best) >= ${funnelStep}`
    : hogql`length(best) = ${-funnelStep - 1}`;
  return hogql`SELECT actor FROM (${paths}) WHERE ${reached}`;
}

async function insightActors(
  source: Readonly<Record<string, unknown>>,
  context: KindContext,
): Promise<Hogql> {
  const parsed = parseNode(insightSource, source);
  if (parsed.source.kind !== "TrendsQuery") {
    throw new QueryKindError(
      `Cannot list the people of ${JSON.stringify(parsed.source.kind)} here: ` +
        "expected TrendsQuery",
      { attr: "source" },
    );
  }
  const node = parseNode(trendsNode, parsed.source);
  const series = node.series[parsed.series ?? 0];
  if (series === undefined) {
    throw new QueryKindError("There is no such series", { attr: "series" });
  }
  const span = await spanOf(node.dateRange, context);
  const start = typeof parsed.day === "string"
    ? Temporal.PlainDateTime.from(parsed.day.replace(" ", "T"))
      .toZonedDateTime(context.now.timeZoneId)
    : undefined;
  const within = start === undefined ? span : {
    from: start,
    to: addBuckets(start, node.interval ?? "day", 1).subtract({
      microseconds: 1,
    }),
  };
  const where = allOf([
    withinSpan(within),
    seriesCondition(series, context),
    ...sharedConditions(node, context),
  ]);
  return hogql`SELECT DISTINCT person_id FROM events WHERE ${where}`;
}
