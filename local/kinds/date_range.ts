/**
 * Date ranges of queries, in the project's time zone.
 *
 * @module
 */

import { z } from "zod";
import { type Hogql, hogql } from "./hogql_text.ts";
import { QueryKindError } from "./kind_error.ts";
import { nodeObject } from "./node.ts";

/** `dateRange` of a query node. */
export interface DateRange {
  /** ISO 8601, a distance back like `-7d`, or `all`. */
  readonly date_from?: string | null | undefined;
  /** ISO 8601 or a distance back; now where absent. */
  readonly date_to?: string | null | undefined;
  /** Take the moments as they are; no widening to whole days. */
  readonly explicitDate?: boolean | null | undefined;
}

/** The schema of a `dateRange`. */
export const dateRange: z.ZodType<DateRange> = nodeObject({
  date_from: z.string().nullish(),
  date_to: z.string().nullish(),
  explicitDate: z.boolean().nullish(),
});

/** From the first moment to the last, both inside. */
export interface TimeSpan {
  /** First moment inside. */
  readonly from: Temporal.ZonedDateTime;
  /** Last moment inside. */
  readonly to: Temporal.ZonedDateTime;
}

/** What a date range is resolved against. */
export interface DateContext {
  /** Now, in the project's time zone. */
  readonly now: Temporal.ZonedDateTime;
  /** 0 for Sunday, 1 for Monday. */
  readonly weekStartDay: number;
  /** Time of the project's first event, which `all` goes back to. */
  readonly firstEvent: Temporal.ZonedDateTime;
}

/**
 * Resolves a date range. Days count whole: `-7d` begins at midnight, and a
 * date as the end includes its day (PostHog, `dateRange`).
 *
 * @throws {QueryKindError} For text that is no date
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const now = Temporal.ZonedDateTime.from("2026-11-20T12:00[Europe/Berlin]");
 * const span = resolveDateRange({ date_from: "-1d", date_to: "2026-11-19" }, {
 *   now,
 *   weekStartDay: 0,
 *   firstEvent: now,
 * });
 * assertEquals(span.from.toString(), "2026-11-19T00:00:00+01:00[Europe/Berlin]");
 * assertEquals(
 *   span.to.toString(),
 *   "2026-11-19T23:59:59.999999+01:00[Europe/Berlin]",
 * );
 * ```
 */
export function resolveDateRange(
  range: DateRange | null | undefined,
  context: DateContext,
  defaultFrom = "-7d",
): TimeSpan {
  const exact = range?.explicitDate ?? false;
  const fromText = range?.date_from || defaultFrom;
  const from = fromText === "all"
    ? context.firstEvent
    : resolveDate(fromText, "start", exact, context);
  const to = range?.date_to
    ? resolveDate(range.date_to, "end", exact, context)
    : context.now;
  return { from, to };
}

/**
 * The condition that a timestamp lies in a span.
 *
 * @example
 * ```ts
 * import { bind } from "./hogql_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const from = Temporal.ZonedDateTime.from("2026-11-20T00:00[UTC]");
 * const { values } = bind(withinSpan({ from, to: from.add({ days: 1 }) }));
 * assertEquals(values, {
 *   v0: "2026-11-20 00:00:00.000000",
 *   v1: "2026-11-21 00:00:00.000000",
 * });
 * ```
 */
export function withinSpan({ from, to }: TimeSpan): Hogql {
  return hogql`timestamp >= ${moment(from)} AND timestamp <= ${moment(to)}`;
}

/**
 * A moment as HogQL reads it: wall time in the project's time zone.
 *
 * @example
 * ```ts
 * import { bind } from "./hogql_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const noon = Temporal.ZonedDateTime.from("2026-11-20T12:00[Europe/Berlin]");
 * assertEquals(bind(moment(noon)), {
 *   query: "toDateTime({v0})",
 *   values: { v0: "2026-11-20 12:00:00.000000" },
 * });
 * ```
 */
export function moment(time: Temporal.ZonedDateTime): Hogql {
  const text = time.toPlainDateTime()
    .toString({ fractionalSecondDigits: 6 }).replace("T", " ");
  return hogql`toDateTime(${text})`;
}

/**
 * The end of the day, or of any other period that begins at `start`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const start = Temporal.ZonedDateTime.from("2026-11-01T00:00[UTC]");
 * assertEquals(
 *   lastMoment(start, { months: 1 }).toString(),
 *   "2026-11-30T23:59:59.999999+00:00[UTC]",
 * );
 * ```
 */
export function lastMoment(
  start: Temporal.ZonedDateTime,
  length: Temporal.DurationLike,
): Temporal.ZonedDateTime {
  return start.add(length).subtract({ microseconds: 1 });
}

/**
 * The first moment of the week that holds `time`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const friday = Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]");
 * assertEquals(startOfWeek(friday, 1).day, 16);
 * assertEquals(startOfWeek(friday, 0).day, 15);
 * ```
 */
export function startOfWeek(
  time: Temporal.ZonedDateTime,
  weekStartDay: number,
): Temporal.ZonedDateTime {
  const days = (time.dayOfWeek - weekStartDay + 7) % 7;
  return time.startOfDay().subtract({ days }).startOfDay();
}

const UNITS: Readonly<
  Record<string, (amount: number) => Temporal.DurationLike>
> = {
  s: (seconds) => ({ seconds }),
  M: (minutes) => ({ minutes }),
  h: (hours) => ({ hours }),
  d: (days) => ({ days }),
  w: (weeks) => ({ weeks }),
  m: (months) => ({ months }),
  q: (quarters) => ({ months: 3 * quarters }),
  y: (years) => ({ years }),
};

type Edge = "start" | "end";

function resolveDate(
  text: string,
  edge: Edge,
  exact: boolean,
  context: DateContext,
): Temporal.ZonedDateTime {
  const relative = /^([-+]?\d*)([sMhdwmqy])(Start|End)?$/.exec(text);
  if (relative !== null) return relativeDate(relative, edge, exact, context);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const day = Temporal.PlainDate.from(text)
      .toZonedDateTime(context.now.timeZoneId);
    return edge === "start" ? day : lastMoment(day, { days: 1 });
  }
  return absoluteDate(text, context.now.timeZoneId);
}

function relativeDate(
  [, digits = "", unit = "d", anchor]: RegExpExecArray,
  edge: Edge,
  exact: boolean,
  { now, weekStartDay }: DateContext,
): Temporal.ZonedDateTime {
  const length = UNITS[unit] ?? ((days: number) => ({ days }));
  const amount = digits === "" ? 0 : Number(digits);
  const moved = now.add(length(amount));
  if (anchor !== undefined) {
    const start = startOfUnit(moved, unit, weekStartDay);
    return anchor === "Start" ? start : lastMoment(start, length(1));
  }
  if (exact || "sMh".includes(unit)) return moved;
  return edge === "start"
    ? moved.startOfDay()
    : lastMoment(moved.startOfDay(), { days: 1 });
}

function startOfUnit(
  time: Temporal.ZonedDateTime,
  unit: string,
  weekStartDay: number,
): Temporal.ZonedDateTime {
  switch (unit) {
    case "w":
      return startOfWeek(time, weekStartDay);
    case "m":
      return time.with({ day: 1 }).startOfDay();
    case "q":
      return time.with({
        day: 1,
        month: 1 + 3 * Math.floor((time.month - 1) / 3),
      })
        .startOfDay();
    case "y":
      return time.with({ day: 1, month: 1 }).startOfDay();
    case "h":
      return time.round({ smallestUnit: "hour", roundingMode: "floor" });
    default:
      return time.startOfDay();
  }
}

/**
 * A day or a moment in ISO 8601; in the time zone where it names none.
 *
 * @throws {QueryKindError} For text that is neither
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(absoluteDate("2026-11-20", "UTC").hour, 0);
 * assertEquals(absoluteDate("2026-11-20T12:00:00Z", "Europe/Berlin").hour, 13);
 * ```
 */
export function absoluteDate(
  text: string,
  zone: string,
): Temporal.ZonedDateTime {
  const iso = text.replace(" ", "T");
  try {
    return /(Z|[+-]\d{2}:?\d{2})$/i.test(iso)
      ? Temporal.Instant.from(iso).toZonedDateTimeISO(zone)
      : Temporal.PlainDateTime.from(iso).toZonedDateTime(zone);
  } catch {
    throw new QueryKindError(
      `Cannot read the date ${JSON.stringify(text)}: ` +
        'expected ISO 8601 or a distance back like "-7d"',
      { attr: "dateRange" },
    );
  }
}
