/**
 * What a query kind may ask of the project it runs in.
 *
 * @module
 */

import type { DateContext, DateRange, TimeSpan } from "./date_range.ts";
import { resolveDateRange } from "./date_range.ts";
import { bind, type BoundQuery, type Hogql, hogql } from "./hogql_text.ts";
import type { FilterScope, PropertyFilters } from "./property_filter.ts";

/** Rows of a HogQL query, as the query endpoint gives them. */
export interface QueryTable {
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** Name and ClickHouse type of each column. */
  readonly types: readonly (readonly [string, string])[];
  /** One array a row, in the order of the columns. */
  readonly rows: readonly (readonly unknown[])[];
  /** The query as the server understood it. */
  readonly hogql: string;
}

/** An object of the REST API, by its fields. */
export type EntityFields = Readonly<Record<string, unknown>>;

/** The project as query kinds see it. */
export interface KindContext {
  /** Now, in the project's time zone. */
  readonly now: Temporal.ZonedDateTime;
  /** 0 for Sunday, 1 for Monday. */
  readonly weekStartDay: number;
  /** Filters that leave out test accounts, when a query asks for it. */
  readonly testAccountFilters: PropertyFilters;
  /** Runs HogQL. */
  query(query: BoundQuery): Promise<QueryTable>;
  /** An entity by kind (`cohort`, `experiment`, `feature_flag`, …) and id. */
  entity(kind: string, id: number | string): EntityFields | undefined;
}

/** What a query kind answers: fields of the response body. */
export interface KindResult {
  /** The main part, in the form the kind has in PostHog. */
  readonly results?: unknown;
  /** The HogQL that ran, where one query made the answer. */
  readonly hogql?: string;
  /** Other fields the kind has. */
  readonly [field: string]: unknown;
}

/**
 * Where the filters of a query on events stand.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const now = Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]");
 * assertEquals(onEvents({ now }).table, "events");
 * ```
 */
export function onEvents({ now }: Pick<KindContext, "now">): FilterScope {
  return { table: "events", now: new Date(now.epochMilliseconds) };
}

/**
 * A date range in the context's time zone; `all` asks for the first event.
 *
 * @throws {QueryKindError} For text that is no date
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const now = Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]");
 * const span = await spanOf({ date_from: "-1d" }, {
 *   now,
 *   weekStartDay: 0,
 *   query: () => Promise.reject(new Error("not asked")),
 * });
 * assertEquals(span.from.day, 19);
 * ```
 */
export async function spanOf(
  range: DateRange | null | undefined,
  context: Pick<KindContext, "now" | "weekStartDay" | "query">,
  defaultFrom?: string,
): Promise<TimeSpan> {
  const dates: DateContext = {
    now: context.now,
    weekStartDay: context.weekStartDay,
    firstEvent: range?.date_from === "all"
      ? await firstEvent(context)
      : context.now,
  };
  return resolveDateRange(range, dates, defaultFrom);
}

/**
 * Runs a piece of HogQL as a whole query.
 *
 * @example
 * ```ts
 * import { hogql } from "./hogql_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const asked: string[] = [];
 * const query = ({ query }: { query: string }) => {
 *   asked.push(query);
 *   return Promise.resolve({ columns: [], types: [], rows: [], hogql: query });
 * };
 * await run(hogql`SELECT 1`, { query });
 * assertEquals(asked, ["SELECT 1"]);
 * ```
 */
export function run(
  query: Hogql,
  context: Pick<KindContext, "query">,
): Promise<QueryTable> {
  return context.query(bind(query));
}

async function firstEvent(
  { now, query }: Pick<KindContext, "now" | "query">,
): Promise<Temporal.ZonedDateTime> {
  const { rows } = await query(
    bind(hogql`SELECT toUnixTimestamp(min(timestamp)), count() FROM events`),
  );
  const [seconds, count] = (rows[0] ?? []).map(Number);
  if (seconds === undefined || !count) return now;
  return Temporal.Instant.fromEpochMilliseconds(seconds * 1000)
    .toZonedDateTimeISO(now.timeZoneId);
}
