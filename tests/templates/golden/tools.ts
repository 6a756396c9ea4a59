/** What the second computations share: calendar, grouping, medians. */

import type { Json, Raw, RawEvent } from "./raw.ts";

/** Parameters, as a template gets them. */
// deno-lint-ignore no-explicit-any
export type Params = Readonly<Record<string, any>>;

/** Members an answer must have; the same as the template's. */
export type Answer = Readonly<Record<string, unknown>>;

/** Days in question, both ends included. */
export interface Days {
  readonly first: string;
  readonly last: string;
}

/** Events of the days in question. */
export function within(
  raw: Raw,
  { first, last }: Days,
  event: string | null = null,
): RawEvent[] {
  return raw.events.filter((e) =>
    e.day >= first && e.day <= last && (event === null || e.event === event)
  );
}

export function groupBy<Item>(
  items: readonly Item[],
  key: (item: Item) => string,
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

export function byPerson(events: readonly RawEvent[]): Map<string, RawEvent[]> {
  return groupBy(events, (event) => event.person_id);
}

export function distinct<Item>(items: Iterable<Item>): number {
  return new Set(items).size;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

export function mean(numbers: readonly number[]): number {
  return sum(numbers) / numbers.length;
}

/** Upper median, as ClickHouse's exact one. */
export function median(numbers: readonly number[]): number | null {
  if (numbers.length === 0) return null;
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

/** Number of days from one day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString()
    .slice(0, 10);
}

/** The first day of the period a day is in; weeks begin on Sunday. */
export function periodOf(day: string, interval: string): string {
  if (interval === "week") return addDays(day, -new Date(day).getUTCDay());
  return interval === "month" ? `${day.slice(0, 7)}-01` : day;
}

/** The period so many periods later. */
export function addPeriods(
  period: string,
  interval: string,
  count: number,
): string {
  if (interval === "day") return addDays(period, count);
  if (interval === "week") return addDays(period, 7 * count);
  const date = new Date(period);
  date.setUTCMonth(date.getUTCMonth() + count);
  return date.toISOString().slice(0, 10);
}

/**
 * A property as HogQL's text of it; null where there is none. PostHog cuts off
 * the quotes of a string's JSON and leaves what is escaped inside.
 */
export function text(properties: Json, name: string): string | null {
  const value = properties[name];
  if (value === undefined || value === null) return null;
  const json = JSON.stringify(value);
  return typeof value === "string" ? json.slice(1, -1) : json;
}

export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** Of the person's events, the value at the latest that has one. */
export function latest<Value>(
  events: readonly RawEvent[],
  value: (event: RawEvent) => Value | null | undefined,
): Value | null {
  for (const event of [...events].reverse()) {
    const found = value(event);
    if (found !== null && found !== undefined) return found;
  }
  return null;
}

export function emailOf(events: readonly RawEvent[]): string | null {
  return latest(events, (event) => text(event.person, "email"));
}
