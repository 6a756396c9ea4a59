/**
 * The people behind a number of an insight: `InsightActorsQuery`.
 *
 * @module
 */

import { z } from "zod";
import { resolveBreakdown } from "../breakdown.ts";
import { type KindContext, spanOf } from "../context.ts";
import { absoluteDate, type TimeSpan } from "../date_range.ts";
import { type Hogql, hogql } from "../hogql_text.ts";
import { addBuckets } from "../interval.ts";
import { QueryKindError } from "../kind_error.ts";
import { lifecyclePeople } from "../lifecycle.ts";
import { nodeObject, parseNode } from "../node.ts";
import { pathsPeople } from "../paths.ts";
import { retentionPeople } from "../retention/retention.ts";
import { seriesAt } from "../series.ts";
import { stickinessPeople } from "../stickiness.ts";
import { earlierSpan } from "../trends/compare.ts";
import { isOneNumber, trendsNode } from "../trends/node.ts";
import { peopleQuery } from "../trends/query.ts";

interface InsightSource {
  readonly source: { readonly kind: string };
  /** First moment of a bucket, or for stickiness a number of buckets. */
  readonly day?: string | number | null | undefined;
  /** Which series, counted from 0. */
  readonly series?: number | null | undefined;
  /** One of a lifecycle's statuses. */
  readonly status?: string | null | undefined;
  /** Which row of a retention, counted from 0. */
  readonly interval?: number | null | undefined;
  /** One value of the breakdown. */
  readonly breakdown?: string | number | readonly string[] | null | undefined;
  /** Which time of a comparison. */
  readonly compare?: "current" | "previous" | null | undefined;
}

const insightSource: z.ZodType<InsightSource> = nodeObject({
  source: z.looseObject({ kind: z.string() }),
  day: z.union([z.string(), z.number()]).nullish(),
  series: z.number().int().min(0).nullish(),
  status: z.string().nullish(),
  interval: z.number().int().min(0).nullish(),
  breakdown: z.union([z.string(), z.number(), z.array(z.string())]).nullish(),
  compare: z.enum(["current", "previous"]).nullish(),
});

const stickinessSource = nodeObject({
  source: z.looseObject({ kind: z.literal("StickinessQuery") }),
  day: z.coerce.number().int().min(1),
  series: z.number().int().min(0).nullish(),
  operator: z.enum(["gte", "lte", "exact"]).nullish(),
});

/**
 * A query for `actor`: of a trend's series and day, of a retention's row, of a
 * lifecycle's day and status, of a stickiness' number of days, of a step in
 * paths.
 *
 * @throws {QueryKindError} For a source that cannot be read
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(
 *   () => insightActors({ source: { kind: "EventsQuery" } }, {
 *     now: Temporal.Now.zonedDateTimeISO(),
 *     weekStartDay: 0,
 *     testAccountFilters: [],
 *     entity: () => undefined,
 *     query: () => Promise.reject(new Error("not asked")),
 *   }),
 *   Error,
 *   "TrendsQuery",
 * );
 * ```
 */
export async function insightActors(
  input: Readonly<Record<string, unknown>>,
  context: KindContext,
): Promise<Hogql> {
  const asked = parseNode(insightSource, input);
  switch (asked.source.kind) {
    case "TrendsQuery":
      return await trendActors(asked, context);
    case "RetentionQuery":
      return hogql`SELECT actor FROM (${await appearancesOf(input, context)})`;
    case "LifecycleQuery":
      return await lifecyclePeople(
        asked.source,
        dayOf(asked, context),
        asked.status ?? "new",
        context,
      );
    case "StickinessQuery":
      return await stickinessActors({ ...input, operator: "exact" }, context);
    case "PathsQuery":
      return await pathsPeople(asked.source, context);
    default:
      throw new QueryKindError(
        `Cannot list the people of ${JSON.stringify(asked.source.kind)}: ` +
          "expected TrendsQuery, RetentionQuery, LifecycleQuery, " +
          "StickinessQuery or PathsQuery; a FunnelsQuery has a " +
          "FunnelsActorsQuery",
        { attr: "source__source__kind" },
      );
  }
}

/**
 * A query for `actor` and `appearances`: the people of a retention's row, and
 * in which periods from there on they came back, 1 or 0 each.
 *
 * @throws {QueryKindError} For any other source
 *
 * @example
 * ```ts
 * import { bind } from "../hogql_text.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const source = { kind: "RetentionQuery", retentionFilter: {} };
 * const people = await appearancesOf({ source, interval: 0 }, {
 *   now: Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]"),
 *   weekStartDay: 0,
 *   testAccountFilters: [],
 *   entity: () => undefined,
 *   query: () => Promise.reject(new Error("not asked")),
 * });
 * assertStringIncludes(bind(people).query, "AS appearances");
 * ```
 */
export async function appearancesOf(
  input: Readonly<Record<string, unknown>>,
  context: KindContext,
): Promise<Hogql> {
  const { source, interval, breakdown } = parseNode(insightSource, input);
  if (source.kind === "RetentionQuery") {
    const row = { start: interval ?? 0, value: breakdown ?? undefined };
    return await retentionPeople(source, row, context);
  }
  throw new QueryKindError(
    `People of ${source.kind} have no appearances: expected RetentionQuery`,
    { attr: "select" },
  );
}

/**
 * A query for `actor`: who was active in so many buckets, `StickinessActorsQuery`.
 *
 * @throws {QueryKindError} For a source that cannot be read
 *
 * @example
 * ```ts
 * import { bind } from "../hogql_text.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const source = { kind: "StickinessQuery", series: [{ kind: "EventsNode" }] };
 * const people = await stickinessActors({ source, day: 2 }, {
 *   now: Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]"),
 *   weekStartDay: 0,
 *   testAccountFilters: [],
 *   entity: () => undefined,
 *   query: () => Promise.reject(new Error("not asked")),
 * });
 * assertStringIncludes(bind(people).query, "active =");
 * ```
 */
export async function stickinessActors(
  input: Readonly<Record<string, unknown>>,
  context: KindContext,
): Promise<Hogql> {
  const asked = parseNode(stickinessSource, input);
  return await stickinessPeople(asked.source, {
    series: asked.series ?? 0,
    buckets: asked.day,
    operator: asked.operator ?? "exact",
  }, context);
}

async function trendActors(
  asked: InsightSource,
  context: KindContext,
): Promise<Hogql> {
  const node = parseNode(trendsNode, asked.source);
  const series = seriesAt(node.series, asked.series ?? 0);
  if (series.math === "unique_group") {
    throw new QueryKindError(
      "Cannot list people of a series that counts groups",
      { attr: "source__source__series" },
    );
  }
  const unit = node.interval ?? "day";
  const current = await spanOf(node.dateRange, context);
  const whole = asked.compare === "previous"
    ? earlierSpan(current, node.compareFilter?.compare_to)
    : current;
  const isWhole = asked.day === null || asked.day === undefined;
  const first = isWhole ? whole.from : dayOf(asked, context);
  const span = isWhole ? whole : within(whole, {
    from: first,
    to: addBuckets(first, unit, 1).subtract({ microseconds: 1 }),
  });
  return peopleQuery(
    {
      node,
      series,
      span,
      first: isWhole && isOneNumber(node) ? undefined : first,
      unit,
      breakdown: resolveBreakdown(node.breakdownFilter, context),
    },
    asked.breakdown ?? undefined,
    context,
  );
}

/** The part of a bucket that lies in the time that is asked about. */
function within(whole: TimeSpan, bucket: TimeSpan): TimeSpan {
  const { compare } = Temporal.ZonedDateTime;
  return {
    from: compare(bucket.from, whole.from) < 0 ? whole.from : bucket.from,
    to: compare(bucket.to, whole.to) > 0 ? whole.to : bucket.to,
  };
}

function dayOf(
  { day }: InsightSource,
  { now }: KindContext,
): Temporal.ZonedDateTime {
  if (typeof day === "string") return absoluteDate(day, now.timeZoneId);
  throw new QueryKindError(
    `Cannot find the people of ${JSON.stringify(day ?? null)}: expected the ` +
      "first moment of a bucket, one of the results' days",
    { attr: "source__day" },
  );
}
