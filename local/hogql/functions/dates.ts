/**
 * Dates and times that are printed as they are written.
 *
 * @module
 */

import { type FunctionSpec, readTable } from "./spec.ts";

/** Functions that are printed as they are written. */
export const DATE_FUNCTIONS: readonly FunctionSpec[] = readTable(`
1: addDays:2 addMonths:2 addQuarters:2 addWeeks:2 addYears:2 subtractDays:2 subtractMonths:2 subtractQuarters:2 subtractWeeks:2 subtractYears:2
T: addHours:2 addMinutes:2 addSeconds:2 subtractHours:2 subtractMinutes:2 subtractSeconds:2
I: age:3-4
S: dateName:2-3 formatDateTime:2-3 formatReadableTimeDelta:1-2 monthName:1 timeZoneOf:1
S: to_char=formatDateTime:2
D: makeDate:3 make_date=makeDate:3
T: make_timestamp=makeDateTime:6
S: fromModifiedJulianDay=fromModifiedJulianDayOrNull:1
I: toModifiedJulianDay=toModifiedJulianDayOrNull:1
T: nowInBlock:0-1 timeSlot:1
A: timeSlots:2-4
I: timeZoneOffset:1 toDayOfMonth:1 toDayOfWeek:1-3 toDayOfYear:1 toHour:1 toISOWeek:1-2 toISOYear:1 toMinute:1 toMonth:1 toQuarter:1 toSecond:1 toWeek:1-3 toYear:1 toYearWeek:1-3 toYYYYMM:1 toYYYYMMDD:1 toYYYYMMDDhhmmss:1
I: toUnixTimestamp:1-2 toUnixTimestamp64Milli:1
T: fromUnixTimestamp64Milli:1-2 UUIDv7ToDateTime:1-2
V: toIntervalDay:1 toIntervalHour:1 toIntervalMinute:1 toIntervalMonth:1 toIntervalQuarter:1 toIntervalSecond:1 toIntervalWeek:1 toIntervalYear:1
D: toLastDayOfMonth:1 toLastDayOfWeek:1-3 toMonday:1 toStartOfISOYear:1 toStartOfMonth:1 toStartOfQuarter:1 toStartOfYear:1
T: toStartOfDay:1 toStartOfFifteenMinutes:1 toStartOfFiveMinutes:1 toStartOfHour:1 toStartOfMinute:1 toStartOfSecond:1 toStartOfTenMinutes:1 toTime:1
D: today:0 yesterday:0 current_date=today:0
T: toTimeZone:2
`);
