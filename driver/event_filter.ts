/**
 * Which events: the WHERE of `getEvents` and `exportEvents`.
 *
 * @module
 */

import type { PropertyFilter } from "./property_filter.ts";
import { toPropertyFilters } from "./property_filter.ts";
import type { QueryValue } from "./query_values.ts";
import { addDays, timeBound, type TimeInput } from "./time_bound.ts";

/** Filters that reading and exporting share. */
export interface EventFilter {
  /** Only events of this name. */
  readonly eventName?: string;
  /** Only events of these names. */
  readonly eventNames?: readonly string[];
  /** Only events of this distinct_id. */
  readonly distinctId?: string;
  /** Only events of this person (UUID). */
  readonly personId?: string;
  /** Property filters, all of which must hold; `{ plan: "pro" }` means "is exactly". */
  readonly properties?:
    | readonly PropertyFilter[]
    | Readonly<Record<string, PropertyFilter["value"]>>;
  /** Leaves out the project's test accounts. */
  readonly filterTestAccounts?: boolean;
}

/** Conditions joined by AND, with their values. */
export interface Conditions {
  /** HogQL conditions. */
  readonly where: readonly string[];
  /** Values of their placeholders. */
  readonly values: Readonly<Record<string, QueryValue>>;
  /** What `{filters}` among the conditions stands for. */
  readonly filters: Readonly<Record<string, unknown>> | undefined;
}

/** The time range as conditions; bounds that are absent do not bind. */
export interface TimeRange {
  /** From here on, inclusive. */
  readonly from?: TimeInput | undefined;
  /** Up to here: exclusive for a time, unless `isInclusive`. */
  readonly to?: TimeInput | undefined;
  /** Whether `to` itself belongs to the range (a day then counts whole). */
  readonly isInclusive: boolean;
  /** Names of the two in messages. */
  readonly names: readonly [from: string, to: string];
}

/** Makes the conditions. */
export function conditionsOf(
  filter: EventFilter,
  range: TimeRange,
  now: number,
): Conditions {
  const where: string[] = [];
  const values: Record<string, QueryValue> = {};
  addRange(range, now, where, values);
  const names = [
    ...(filter.eventName === undefined ? [] : [filter.eventName]),
    ...filter.eventNames ?? [],
  ];
  if (names.length > 0) {
    where.push("event IN {event_names}");
    values["event_names"] = names;
  }
  if (filter.distinctId !== undefined) {
    where.push("distinct_id = {distinct_id}");
    values["distinct_id"] = filter.distinctId;
  }
  if (filter.personId !== undefined) {
    where.push("person_id = toUUID({person_id})");
    values["person_id"] = filter.personId;
  }
  const properties = toPropertyFilters(filter.properties ?? []);
  const filters = properties.length > 0 || filter.filterTestAccounts === true
    ? {
      properties,
      filterTestAccounts: filter.filterTestAccounts === true,
    }
    : undefined;
  if (filters !== undefined) where.push("{filters}");
  return { where, values, filters };
}

function addRange(
  range: TimeRange,
  now: number,
  where: string[],
  values: Record<string, QueryValue>,
): void {
  const [fromName, toName] = range.names;
  if (range.from !== undefined) {
    const from = timeBound(fromName, range.from, now);
    where.push(`timestamp >= ${from.expression("time_from")}`);
    values["time_from"] = from.value;
  }
  if (range.to === undefined) return;
  const to = timeBound(toName, range.to, now);
  const isWholeDay = to.isDay && range.isInclusive;
  const operator = range.isInclusive && !to.isDay ? "<=" : "<";
  where.push(`timestamp ${operator} ${to.expression("time_to")}`);
  values["time_to"] = isWholeDay ? addDays(String(range.to), 1) : to.value;
}
