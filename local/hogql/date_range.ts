/**
 * Dates as PostHog's filters write them: `2026-01-31`, `-7d`, `mStart`.
 *
 * @module
 */

import type { Expr } from "../../hogql/mod.ts";
import type { HogQLContext } from "./context.ts";
import { HogQLError } from "./errors.ts";
import { callOf, constant } from "./expression.ts";

/** Units of relative dates, with the interval of each. */
const INTERVALS: Readonly<Record<string, string>> = {
  s: "toIntervalSecond",
  M: "toIntervalMinute",
  h: "toIntervalHour",
  d: "toIntervalDay",
  w: "toIntervalWeek",
  m: "toIntervalMonth",
  q: "toIntervalQuarter",
  y: "toIntervalYear",
};

const STARTS: Readonly<Record<string, string>> = {
  h: "toStartOfHour",
  d: "toStartOfDay",
  w: "toStartOfWeek",
  m: "toStartOfMonth",
  q: "toStartOfQuarter",
  y: "toStartOfYear",
};

/**
 * One end of a range, as an expression; nothing when it is open.
 *
 * @throws {HogQLError} When the date cannot be read
 */
export function dateBound(
  range:
    | {
      readonly date_from?: string | null;
      readonly date_to?: string | null;
    }
    | null
    | undefined,
  bound: "date_from" | "date_to",
  _context: HogQLContext,
): Expr | undefined {
  const text = range?.[bound];
  if (!text || text === "all") return undefined;
  if (/^\d{4}-\d\d-\d\d/.test(text)) {
    const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
    const day = callOf("toDateTime", constant(text));
    return isDay && bound === "date_to"
      ? callOf("plus", day, callOf("toIntervalDay", constant(1)))
      : day;
  }
  return relative(text);
}

/** `-7d` is from the beginning of that day, `-7h` exactly that long ago. */
function relative(text: string): Expr {
  const match = /^([-+]?\d+)?([smhdwqyM])(Start|End)?$/.exec(text);
  const unit = match?.[2] ?? "";
  const interval = INTERVALS[unit];
  if (match === null || interval === undefined) {
    throw new HogQLError(
      `Cannot read the date '${text}'. Use a date such as 2026-01-31, or a relative one such as -7d`,
    );
  }
  const amount = Math.abs(Number(match[1] ?? 0));
  const now = callOf("now");
  const back = amount === 0
    ? now
    : callOf("minus", now, callOf(interval, constant(amount)));
  if (match[3] === "End") {
    const next = callOf("plus", back, callOf(interval, constant(1)));
    return startOf(unit, next);
  }
  if (match[3] === "Start") return startOf(unit, back);
  return unit === "h" || unit === "M" || unit === "s"
    ? back
    : callOf("toStartOfDay", back);
}

function startOf(unit: string, time: Expr): Expr {
  return callOf("toDateTime", callOf(STARTS[unit] ?? "toStartOfDay", time));
}
