/**
 * The earlier time that a trend is compared with.
 *
 * @module
 */

import type { TimeSpan } from "../date_range.ts";
import { QueryKindError } from "../kind_error.ts";

const UNITS: Readonly<
  Record<string, (amount: number) => Temporal.DurationLike>
> = {
  h: (hours) => ({ hours }),
  d: (days) => ({ days }),
  w: (weeks) => ({ weeks }),
  m: (months) => ({ months }),
  y: (years) => ({ years }),
};

/**
 * The span moved back by `compareTo`, or by its own length in whole days, so
 * that it ends where the span begins.
 *
 * @throws {QueryKindError} For text that is no distance
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const from = Temporal.ZonedDateTime.from("2026-11-13T00:00[UTC]");
 * const to = Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]");
 * assertEquals(earlierSpan({ from, to }).from.day, 5);
 * assertEquals(earlierSpan({ from, to }, "-1w").from.day, 6);
 * ```
 */
export function earlierSpan(
  { from, to }: TimeSpan,
  compareTo?: string | null,
): TimeSpan {
  const back = compareTo ? distance(compareTo) : wholeDays({ from, to });
  return { from: from.subtract(back), to: to.subtract(back) };
}

/** A span that touches n days moves back by n days. */
function wholeDays({ from, to }: TimeSpan): Temporal.DurationLike {
  const days = to.toPlainDate().since(from.toPlainDate()).days + 1;
  return { days };
}

function distance(text: string): Temporal.DurationLike {
  const [, amount, unit = ""] = /^-(\d+)([hdwmy])$/.exec(text) ?? [];
  const length = UNITS[unit]?.(Number(amount));
  if (length === undefined) {
    throw new QueryKindError(
      `Cannot compare with ${JSON.stringify(text)}: ` +
        'expected a distance back like "-1w"',
      { attr: "compareFilter" },
    );
  }
  return length;
}
