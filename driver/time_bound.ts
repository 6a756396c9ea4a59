/**
 * Points in time as people give them, and as HogQL takes them.
 *
 * @module
 */

import type { ValidationError } from "./errors.ts";
import { invalid } from "./failure.ts";
import type { QueryValue } from "./query_values.ts";

/**
 * A point in time: a `Date`, a day (`2026-01-31`, in the project's time
 * zone), a time (`2026-01-31T12:00:00`, in the project's time zone unless it
 * says its own), or an age (`-7d`, `-24h`; units `m h d w`).
 */
export type TimeInput = string | Date;

/** A time for a query. */
export interface TimeBound {
  /** Goes into the query as a value. */
  readonly value: QueryValue;
  /** The expression for it, around the placeholder's name. */
  readonly expression: (name: string) => string;
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
  if (input instanceof Date) {
    if (Number.isNaN(input.getTime())) throw notATime(field, "Invalid Date");
    return instant(input);
  }
  const age = AGE.exec(input);
  if (age) {
    const unit = UNIT_MS[age[2] ?? ""] ?? 0;
    return instant(new Date(now - Number(age[1]) * unit));
  }
  const isDay = DAY.test(input);
  if (!isDay && !TIME.test(input)) throw notATime(field, input);
  if (!isRealDay(input.slice(0, 10))) throw notATime(field, input);
  return {
    value: input,
    expression: (name) => `toDateTime({${name}})`,
    isDay,
  };
}

/** A day so many days later. Days of the calendar know nothing of clocks, so UTC will do. */
export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

function instant(date: Date): TimeBound {
  return { value: date, expression: (name) => `{${name}}`, isDay: false };
}

/** Whether the calendar has it: there is no 30th of February. */
function isRealDay(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) === true;
}

function notATime(field: string, found: string): ValidationError {
  return invalid(
    `read "${field}"`,
    `found "${found}", expected a day, a time or an age`,
    "invalid_time",
    'Write "2026-01-31", "2026-01-31T12:00:00Z", "-7d", or pass a Date',
    field,
  );
}
