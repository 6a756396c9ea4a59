/**
 * The buckets of a time series.
 *
 * @module
 */

import { z } from "zod";
import {
  type DateContext,
  moment,
  startOfWeek,
  type TimeSpan,
} from "./date_range.ts";
import { type Hogql, hogql, keyword } from "./hogql_text.ts";

/** Length of a bucket. */
export type Interval = "minute" | "hour" | "day" | "week" | "month";

/** The schema of an interval. */
export const interval: z.ZodType<Interval> = z.enum([
  "minute",
  "hour",
  "day",
  "week",
  "month",
]);

const LENGTHS: Readonly<Record<Interval, Temporal.DurationLike>> = {
  minute: { minutes: 1 },
  hour: { hours: 1 },
  day: { days: 1 },
  week: { weeks: 1 },
  month: { months: 1 },
};

/** A query for more buckets than this would not be read by anybody. */
const MAX_BUCKETS = 100_000;

/**
 * The first moment of the bucket that holds `time`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const time = Temporal.ZonedDateTime.from("2026-11-20T12:34[UTC]");
 * assertEquals(bucketStart(time, "month", 0).toString(), "2026-11-01T00:00:00+00:00[UTC]");
 * ```
 */
export function bucketStart(
  time: Temporal.ZonedDateTime,
  unit: Interval,
  weekStartDay: number,
): Temporal.ZonedDateTime {
  switch (unit) {
    case "month":
      return time.with({ day: 1 }).startOfDay();
    case "week":
      return startOfWeek(time, weekStartDay);
    case "day":
      return time.startOfDay();
    default:
      return time.round({ smallestUnit: unit, roundingMode: "floor" });
  }
}

/**
 * A moment some buckets later, or earlier for a negative number.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const start = Temporal.ZonedDateTime.from("2026-11-01T00:00[UTC]");
 * assertEquals(addBuckets(start, "month", 2).month, 1);
 * ```
 */
export function addBuckets(
  start: Temporal.ZonedDateTime,
  unit: Interval,
  count: number,
): Temporal.ZonedDateTime {
  const length = Temporal.Duration.from(LENGTHS[unit]);
  return start.add({
    months: length.months * count,
    weeks: length.weeks * count,
    days: length.days * count,
    hours: length.hours * count,
    minutes: length.minutes * count,
  });
}

/**
 * The first moment of every bucket that a span touches.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const from = Temporal.ZonedDateTime.from("2026-11-19T10:00[UTC]");
 * const span = { from, to: from.add({ days: 2 }) };
 * assertEquals(
 *   buckets(span, "day", { weekStartDay: 0 }).map((start) => start.day),
 *   [19, 20, 21],
 * );
 * ```
 */
export function buckets(
  span: TimeSpan,
  unit: Interval,
  { weekStartDay }: Pick<DateContext, "weekStartDay">,
): Temporal.ZonedDateTime[] {
  const first = bucketStart(span.from, unit, weekStartDay);
  const starts: Temporal.ZonedDateTime[] = [];
  for (let index = 0; index < MAX_BUCKETS; index += 1) {
    const start = addBuckets(first, unit, index);
    if (Temporal.ZonedDateTime.compare(start, span.to) > 0) break;
    starts.push(start);
  }
  return starts;
}

/**
 * The number of the bucket that `time` falls into, counted from 0 at `first`;
 * HogQL.
 *
 * @example
 * ```ts
 * import { bind } from "./hogql_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const first = Temporal.ZonedDateTime.from("2026-11-01T00:00[UTC]");
 * assertEquals(
 *   bind(bucketIndex(first, "day")).query,
 *   "dateDiff('day', toDateTime({v0}), timestamp)",
 * );
 * ```
 */
export function bucketIndex(
  first: Temporal.ZonedDateTime,
  unit: Interval,
  time: Hogql = hogql`timestamp`,
): Hogql {
  if (unit === "week") {
    // Weeks may begin on Sunday, which ClickHouse's own weeks do not.
    return hogql`toInt(floor(dateDiff('day', ${moment(first)}, ${time}) / 7))`;
  }
  return hogql`dateDiff(${keyword(`'${unit}'`)}, ${moment(first)}, ${time})`;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/**
 * How PostHog labels a bucket: `1-Nov-2026`, with the time where it matters.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const start = Temporal.ZonedDateTime.from("2026-11-01T13:00[UTC]");
 * assertEquals(bucketLabel(start, "hour"), "1-Nov-2026 13:00");
 * ```
 */
export function bucketLabel(
  start: Temporal.ZonedDateTime,
  unit: Interval,
): string {
  const day = `${start.day}-${MONTHS[start.month - 1]}-${start.year}`;
  if (unit !== "hour" && unit !== "minute") return day;
  return `${day} ${start.toPlainTime().toString({ smallestUnit: "minute" })}`;
}

/**
 * How PostHog names a bucket in `days`: a date, with the time where it matters.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const start = Temporal.ZonedDateTime.from("2026-11-01T13:00[UTC]");
 * assertEquals(bucketDay(start, "day"), "2026-11-01");
 * assertEquals(bucketDay(start, "hour"), "2026-11-01 13:00:00");
 * ```
 */
export function bucketDay(
  start: Temporal.ZonedDateTime,
  unit: Interval,
): string {
  const wall = start.toPlainDateTime();
  if (unit !== "hour" && unit !== "minute") {
    return wall.toPlainDate().toString();
  }
  return wall.toString({ smallestUnit: "second" }).replace("T", " ");
}
