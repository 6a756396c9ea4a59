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
  const add = (condition: string, name: string, value?: QueryValue) => {
    if (value === undefined) return;
    where.push(condition);
    values[name] = value;
  };
  for (const { operator, name, value } of boundsOf(range, now)) {
    add(`timestamp ${operator} toDateTime({${name}})`, name, value);
  }
  const { eventName, eventNames = [], distinctId, personId } = filter;
  const names = eventName === undefined
    ? eventNames
    : [eventName, ...eventNames];
  if (names.length > 0) add("event IN {event_names}", "event_names", names);
  add("distinct_id = {distinct_id}", "distinct_id", distinctId);
  add("person_id = toUUID({person_id})", "person_id", personId);
  const properties = toPropertyFilters(filter.properties ?? []);
  const { filterTestAccounts = false } = filter;
  if (properties.length === 0 && !filterTestAccounts) {
    return { where, values, filters: undefined };
  }
  where.push("{filters}");
  return { where, values, filters: { properties, filterTestAccounts } };
}

function* boundsOf({ from, to, isInclusive, names }: TimeRange, now: number) {
  if (from !== undefined) {
    const { value } = timeBound(names[0], from, now);
    yield { name: "time_from", operator: ">=", value };
  }
  if (to !== undefined) {
    const { value, isDay } = timeBound(names[1], to, now);
    const operator = isInclusive && !isDay ? "<=" : "<";
    const end = isInclusive && isDay ? addDays(value, 1) : value;
    yield { name: "time_to", operator, value: end };
  }
}
