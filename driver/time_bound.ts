/**
 * Points in time as people give them, and as HogQL takes them.
 *
 * @module
 */

import { invalid } from "./failure.ts";
import { isText } from "./kinds.ts";

/**
 * A point in time: a `Date`, a day (`2026-01-31`, in the project's time
 * zone), a time (`2026-01-31T12:00:00`, in the project's time zone unless it
 * says its own), or an age (`-7d`, `-24h`; units `m h d w`).
 */
export type TimeInput = string | Date;

/** A time for a query, where it stands as `toDateTime({…})`. */
export interface TimeBound {
  /** What stands in the braces. */
  readonly value: string;
  /** Whether it was given as a whole day. */
  readonly isDay: boolean;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME =
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/;
const AGE = /^-(\d+)([mhdw])$/;

/**
 * Reads a point in time.
 *
 * @throws {ValidationError} When it is none, such as `2024-02-30`.
 */
export function timeBound(
  field: string,
  input: TimeInput,
  now: number,
): TimeBound {
  const [, age, unit = ""] = AGE.exec(String(input)) ?? [];
  const time = age ? new Date(now - Number(age) * (UNIT_MS[unit] ?? 0)) : input;
  if (isTime(time)) {
    return isText(time)
      ? { value: time, isDay: DAY.test(time) }
      : { value: time.toISOString(), isDay: false };
  }
  throw invalid(
    `read "${field}"`,
    `found "${input}", expected a day, a time or an age`,
    "invalid_time",
    'Write "2026-01-31", "2026-01-31T12:00:00Z", "-7d", or pass a Date',
    field,
  );
}

/** A day so many days later. Days of the calendar know nothing of clocks, so UTC will do. */
export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** Whether the calendar has it: there is no 30th of February. */
function isTime(time: TimeInput): boolean {
  if (!isText(time)) return !Number.isNaN(time.getTime());
  const day = time.slice(0, 10);
  return (DAY.test(time) || TIME.test(time)) &&
    new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) === true;
}
