/**
 * Dates and times.
 *
 * @module
 */

import { type Golden, one } from "./golden.ts";

/** Dates and times, in UTC. */
export const TIMES: readonly Golden[] = [
  [
    "windows of time",
    "SELECT tumbleStart(timestamp, toIntervalDay('1')), tumbleEnd(tumble(toDateTime('2026-01-01'), toIntervalDay(2))) FROM events WHERE distinct_id = 'bob' LIMIT 1",
    // Two days begin at an even number of days since 1970; this is day 20,454.
    one("2026-01-05T00:00:00Z", "2026-01-03T00:00:00Z"),
  ],
  [
    "a time as PostHog writes it",
    "SELECT timestamp FROM events WHERE uuid = {uuid:1}",
    one("2026-01-05T10:00:00Z"),
  ],
  [
    "the beginning of things",
    "SELECT toStartOfDay(t), toStartOfHour(t), toStartOfMonth(t) FROM (SELECT toDateTime('2026-01-06 23:30:00') AS t)",
    one("2026-01-06T00:00:00Z", "2026-01-06T23:00:00Z", "2026-01-01"),
  ],
  [
    "weeks begin on Sunday",
    "SELECT toStartOfWeek(toDate('2026-01-06')), toStartOfWeek(toDate('2026-01-06'), 1)",
    one("2026-01-04", "2026-01-05"),
  ],
  [
    "intervals",
    "SELECT toDate('2026-01-31') + INTERVAL 1 MONTH, toDate('2026-03-01') - INTERVAL 1 DAY",
    one("2026-02-28", "2026-02-28"),
  ],
  [
    "an interval as text",
    "SELECT toDate('2026-01-01') + INTERVAL '1' DAY, toDate('2026-01-01') + INTERVAL '2 day'",
    one("2026-01-02", "2026-01-03"),
  ],
  [
    "differences",
    "SELECT dateDiff('day', toDate('2026-01-01'), toDate('2026-02-01')), dateDiff('minute', toDateTime('2026-01-01 00:00:00'), toDateTime('2026-01-01 01:30:00'))",
    one(31, 90),
  ],
  [
    "dateAdd with a unit as text",
    "SELECT dateAdd('day', 1, toDate('2026-01-31')), date_subtract('month', 1, toDate('2026-03-31'))",
    one("2026-02-01", "2026-02-28"),
  ],
  [
    "dateTrunc",
    "SELECT dateTrunc('month', toDateTime('2026-01-06 23:30:00')), date_trunc('hour', toDateTime('2026-01-06 23:30:00'))",
    one("2026-01-01", "2026-01-06T23:00:00Z"),
  ],
  [
    "parts of a date",
    "SELECT toYear(d), toMonth(d), toDayOfMonth(d), toDayOfWeek(d), toISOWeek(d) FROM (SELECT toDate('2026-01-06') AS d)",
    one(2026, 1, 6, 2, 2),
  ],
  [
    "date_part",
    "SELECT date_part('year', toDate('2026-01-06')), date_part('hour', toDateTime('2026-01-06 23:30:00'))",
    one(2026, 23),
  ],
  [
    "formatting",
    "SELECT formatDateTime(toDateTime('2026-01-06 23:30:00'), '%Y/%m/%d')",
    one("2026/01/06"),
  ],
  [
    "text that is no time is NULL",
    "SELECT toDateTime(concat('no', ' time')), toDate(concat('x', ''))",
    one(null, null),
  ],
  [
    "unix time",
    "SELECT toUnixTimestamp(toDateTime('2026-01-01 00:00:00')), fromUnixTimestamp(0)",
    one(1767225600, "1970-01-01T00:00:00Z"),
  ],
  [
    "another zone on request",
    "SELECT toHour(toTimeZone(toDateTime('2026-01-06 23:30:00'), 'Asia/Tokyo'))",
    one(8),
  ],
  [
    "a day is compared with times",
    "SELECT count() FROM events WHERE timestamp >= '2026-01-06' AND timestamp < '2026-01-07'",
    one(1),
  ],
  [
    "ISO times are compared",
    "SELECT count() FROM events WHERE timestamp >= '2026-01-07T09:00:30Z'",
    one(2),
  ],
  [
    "a date is compared with times",
    "SELECT count() FROM events WHERE timestamp >= toDate('2026-01-07')",
    one(3),
  ],
  [
    "BETWEEN times",
    "SELECT count() FROM events WHERE timestamp BETWEEN '2026-01-05 10:00:00' AND '2026-01-05 10:05:00'",
    one(2),
  ],
  [
    "events per day",
    "SELECT toDate(timestamp) AS day, count() FROM events GROUP BY day ORDER BY day",
    [["2026-01-05", 7], ["2026-01-06", 1], ["2026-01-07", 2], [
      "2026-01-20",
      1,
    ]],
  ],
  [
    "toStartOfInterval",
    "SELECT toStartOfInterval(toDateTime('2026-01-06 23:44:00'), INTERVAL 15 MINUTE)",
    one("2026-01-06T23:30:00Z"),
  ],
  ["a series of days", "SELECT toDate('2026-01-30') + number FROM numbers(3)", [
    ["2026-01-30"],
    ["2026-01-31"],
    ["2026-02-01"],
  ]],
];

/** The same events, in a project in Prague: one hour ahead in winter. */
export const IN_PRAGUE: readonly Golden[] = [
  [
    "hours are local",
    "SELECT toHour(timestamp) FROM events WHERE uuid = {uuid:1}",
    one(11),
  ],
  [
    "late evening is the next day",
    "SELECT toDate(timestamp) FROM events WHERE uuid = {uuid:4}",
    one("2026-01-07"),
  ],
  [
    "days begin at local midnight",
    "SELECT count() FROM events WHERE timestamp >= '2026-01-07' AND timestamp < '2026-01-08'",
    one(3),
  ],
  [
    "the same with a date",
    "SELECT count() FROM events WHERE timestamp >= toDate('2026-01-07') AND timestamp < toDate('2026-01-08')",
    one(3),
  ],
  [
    "the same with a time",
    "SELECT count() FROM events WHERE timestamp >= toDateTime('2026-01-07 00:00:00') AND timestamp < toDateTime('2026-01-08 00:00:00')",
    one(3),
  ],
  [
    "a time that names its zone",
    "SELECT count() FROM events WHERE timestamp >= '2026-01-06T23:00:00Z' AND timestamp < '2026-01-07T23:00:00+00:00'",
    one(3),
  ],
  [
    "events per local day",
    "SELECT toStartOfDay(timestamp) AS day, count() FROM events WHERE timestamp < '2026-01-08' GROUP BY day ORDER BY day",
    [["2026-01-05T00:00:00+01:00", 7], ["2026-01-07T00:00:00+01:00", 3]],
  ],
  [
    "unix time does not change",
    "SELECT toUnixTimestamp(timestamp) FROM events WHERE uuid = {uuid:1}",
    one(1767607200),
  ],
];
