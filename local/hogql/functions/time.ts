/**
 * Functions about time that depend on the project's time zone or week, or
 * that ClickHouse writes differently.
 *
 * @module
 */

import { HogQLError } from "../errors.ts";
import { stringLiteral } from "../literal.ts";
import { type HogQLType, nullable, of, UNKNOWN } from "../type.ts";
import { type CallSite, type FunctionSpec, whenArgumentsAre } from "./spec.ts";

const TIME = of("DateTime");
const at = (site: CallSite, index: number): string =>
  site.args[index]?.sql ?? "NULL";
const zone = (site: CallSite): string =>
  stringLiteral(site.scope.compilation.timezone);

function special(
  name: string,
  arity: readonly [number, number],
  returns: FunctionSpec["returns"],
  print: (site: CallSite) => string,
): FunctionSpec {
  return { name, min: arity[0], max: arity[1], returns, print };
}

const CONVERSIONS: readonly FunctionSpec[] = [
  special("now", [0, 1], TIME, (site) => `now64(6, ${zone(site)})`),
  special(
    "current_timestamp",
    [0, 0],
    TIME,
    (site) => `now64(6, ${zone(site)})`,
  ),
  special("toDateTime", [1, 2], dateTimeType, toDateTime),
  special(
    "toDateTime64",
    [1, 3],
    whenArgumentsAre(TIME),
    (site) =>
      `toDateTime64(${at(site, 0)}, ${site.args[1]?.sql ?? "6"}, ${
        site.args[2]?.sql ?? zone(site)
      })`,
  ),
  special(
    "toDateTimeUS",
    [1, 1],
    nullable(TIME),
    (site) =>
      `parseDateTime64BestEffortUSOrNull(${at(site, 0)}, 6, ${zone(site)})`,
  ),
  special(
    "parseDateTimeBestEffort",
    [1, 2],
    nullable(TIME),
    (site) =>
      `parseDateTime64BestEffortOrNull(${at(site, 0)}, 6, ${
        site.args[1]?.sql ?? zone(site)
      })`,
  ),
  special(
    "parseDateTime",
    [2, 3],
    nullable(TIME),
    (site) =>
      `parseDateTimeOrNull(${at(site, 0)}, ${at(site, 1)}, ${
        site.args[2]?.sql ?? zone(site)
      })`,
  ),
  ...["toDate", "to_date"].map((name) =>
    special(name, [1, 2], dateType, toDate)
  ),
  special(
    "fromUnixTimestamp",
    [1, 1],
    whenArgumentsAre(TIME),
    (site) => `toDateTime(${at(site, 0)}, ${zone(site)})`,
  ),
  special(
    "to_timestamp",
    [1, 1],
    whenArgumentsAre(TIME),
    (site) => `toDateTime(${at(site, 0)}, ${zone(site)})`,
  ),
  special(
    "timezone",
    [2, 2],
    whenArgumentsAre(TIME),
    (site) => `toTimeZone(${at(site, 1)}, ${at(site, 0)})`,
  ),
  special(
    "make_timestamptz",
    [6, 7],
    whenArgumentsAre(TIME),
    (site) =>
      `makeDateTime(${
        site.args.slice(0, 6).map(({ sql }) => sql).join(", ")
      }, ${site.args[6]?.sql ?? zone(site)})`,
  ),
];

function isText(type: HogQLType): boolean {
  return type.kind === "String" || type.kind === "Unknown";
}

function dateTimeType(site: CallSite): HogQLType {
  const [value] = site.args;
  if (value === undefined) return nullable(TIME);
  if (typeof value.constant === "string") return TIME;
  return isText(value.type) || value.type.nullable ? nullable(TIME) : TIME;
}

function toDateTime(site: CallSite): string {
  const [value] = site.args;
  const tz = site.args[1]?.sql ?? zone(site);
  if (typeof value?.constant === "string") {
    const text = value.constant;
    if (/^\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?$/.test(text)) {
      return `toDateTime(${value.sql}, ${tz})`;
    }
    return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+$/.test(text)
      ? `toDateTime64(${value.sql}, 6, ${tz})`
      : `parseDateTime64BestEffort(${value.sql}, 6, ${tz})`;
  }
  return value !== undefined && value.type.kind === "String"
    ? `parseDateTime64BestEffortOrNull(${value.sql}, 6, ${tz})`
    : `toDateTime(${at(site, 0)}, ${tz})`;
}

function dateType(site: CallSite): HogQLType {
  const type = site.args[0]?.type ?? UNKNOWN;
  if (typeof site.args[0]?.constant === "string") return of("Date");
  return type.nullable || type.kind === "String"
    ? nullable(of("Date"))
    : of("Date");
}

function toDate(site: CallSite): string {
  const [value] = site.args;
  if (typeof value?.constant === "string") {
    return /^\d{4}-\d\d-\d\d$/.test(value.constant)
      ? `toDate(${value.sql})`
      : `toDate(parseDateTime64BestEffort(${value.sql}, 6, ${zone(site)}))`;
  }
  if (value?.type.kind === "String") {
    return `toDate(parseDateTime64BestEffortOrNull(${value.sql}, 6, ${
      zone(site)
    }))`;
  }
  const more = site.args[1] === undefined ? "" : `, ${at(site, 1)}`;
  return `toDate(${at(site, 0)}${more})`;
}

/** Units as strings, and the functions that make intervals of them. */
const INTERVALS: ReadonlyMap<string, string> = new Map(Object.entries({
  second: "toIntervalSecond",
  minute: "toIntervalMinute",
  hour: "toIntervalHour",
  day: "toIntervalDay",
  week: "toIntervalWeek",
  month: "toIntervalMonth",
  quarter: "toIntervalQuarter",
  year: "toIntervalYear",
}));

/** `dateAdd('day', 1, d)` and `dateAdd(d, interval)`. */
function shift(operator: "plus" | "minus") {
  return (site: CallSite): string => {
    if (site.args.length === 2) {
      return `${operator}(${at(site, 0)}, ${at(site, 1)})`;
    }
    const [unit, amount, date] = site.args;
    const interval = INTERVALS.get(unitName(unit?.constant));
    if (interval === undefined) {
      throw new HogQLError(
        `Function '${site.name}' expects a unit of time as its first argument: ${
          [...INTERVALS.keys()].join(", ")
        }`,
      );
    }
    return `${operator}(${date?.sql}, ${interval}(${amount?.sql}))`;
  };
}

function unitName(unit: unknown): string {
  return typeof unit === "string" ? unit.toLowerCase().replace(/s$/, "") : "";
}

function shiftedType(site: CallSite): HogQLType {
  const date = site.args.length === 2 ? site.args[0] : site.args[2];
  return date?.type ?? UNKNOWN;
}

const ARITHMETIC: readonly FunctionSpec[] = [
  ...["date_add", "dateAdd", "timeStampAdd"].map((name) =>
    special(name, [2, 3], shiftedType, shift("plus"))
  ),
  ...["date_subtract", "dateSub", "timeStampSub"].map((name) =>
    special(name, [2, 3], shiftedType, shift("minus"))
  ),
  ...["dateDiff", "date_diff", "datediff"].map((name) =>
    special(
      name,
      [3, 4],
      whenArgumentsAre(of("Integer")),
      (site) => `dateDiff(${site.args.map(({ sql }) => sql).join(", ")})`,
    )
  ),
  ...["dateTrunc", "date_trunc"].map((name) =>
    special(name, [2, 3], truncatedType, (site) => {
      const unit = site.args[0]?.constant;
      const first = typeof unit === "string"
        ? stringLiteral(unit.toLowerCase())
        : at(site, 0);
      const more = site.args[2] === undefined ? "" : `, ${at(site, 2)}`;
      return `dateTrunc(${first}, ${at(site, 1)}${more})`;
    })
  ),
  special("toStartOfWeek", [1, 3], whenArgumentsAre(of("Date")), (site) => {
    const mode = site.args[1]?.sql ??
      (site.scope.compilation.context.weekStartDay === 1 ? "3" : "0");
    return `toStartOfWeek(${at(site, 0)}, ${mode})`;
  }),
  special(
    "toStartOfInterval",
    [2, 4],
    whenArgumentsAre(TIME),
    (site) =>
      `toStartOfInterval(${site.args.map(({ sql }) => sql).join(", ")})`,
  ),
  special(
    "date_bin",
    [2, 3],
    whenArgumentsAre(TIME),
    (site) =>
      `toStartOfInterval(${at(site, 1)}, ${at(site, 0)}${
        site.args[2] === undefined ? "" : `, ${at(site, 2)}`
      })`,
  ),
  special("date_part", [2, 2], whenArgumentsAre(of("Integer")), datePart),
  special(
    "make_interval",
    [1, 7],
    of("Interval"),
    (site) =>
      ["Year", "Month", "Week", "Day", "Hour", "Minute", "Second"]
        .slice(0, site.args.length)
        .map((unit, index) => `toInterval${unit}(${at(site, index)})`)
        .reduce((sum, part) => `plus(${sum}, ${part})`),
  ),
];

const WINDOW_ARITY: Readonly<Record<string, readonly [number, number]>> = {
  tumble: [2, 3],
  tumbleStart: [1, 3],
  tumbleEnd: [1, 3],
  hop: [3, 4],
  hopStart: [1, 4],
  hopEnd: [1, 4],
};

/** Windows of time, which ClickHouse only finds for whole seconds. */
const WINDOWS: readonly FunctionSpec[] = Object.entries(WINDOW_ARITY).map((
  [name, arity],
) =>
  special(name, arity, UNKNOWN, ({ args }) => {
    const [first, ...rest] = args.map(({ sql }) => sql);
    const time = rest.length === 0 ? first : `toDateTime(${first}, 'UTC')`;
    return `${name}(${[time, ...rest].join(", ")})`;
  })
);

function truncatedType(site: CallSite): HogQLType {
  const unit = unitName(site.args[0]?.constant);
  const kind = ["week", "month", "quarter", "year"].includes(unit)
    ? "Date"
    : "DateTime";
  return { kind, nullable: site.args[1]?.type.nullable ?? true };
}

const PARTS: ReadonlyMap<string, string> = new Map(Object.entries({
  year: "toYear",
  quarter: "toQuarter",
  month: "toMonth",
  week: "toISOWeek",
  day: "toDayOfMonth",
  dow: "toDayOfWeek",
  isodow: "toDayOfWeek",
  doy: "toDayOfYear",
  hour: "toHour",
  minute: "toMinute",
  second: "toSecond",
  epoch: "toUnixTimestamp",
}));

function datePart(site: CallSite): string {
  const unit = site.args[0]?.constant;
  const part = typeof unit === "string"
    ? PARTS.get(unit.toLowerCase())
    : undefined;
  if (part === undefined) {
    throw new HogQLError(
      `Function 'date_part' expects one of ${
        [...PARTS.keys()].join(", ")
      } as its first argument`,
    );
  }
  return `${part}(${at(site, 1)})`;
}

/** The functions about time with a form of their own. */
export const TIME_FUNCTIONS: readonly FunctionSpec[] = [
  ...CONVERSIONS,
  ...ARITHMETIC,
  ...WINDOWS,
];
