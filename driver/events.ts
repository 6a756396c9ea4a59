/**
 * Reading a few events.
 *
 * @module
 */

import { sealEnvelope } from "./answer_envelope.ts";
import type { Connection } from "./connection.ts";
import {
  type Conditions,
  conditionsOf,
  type EventFilter,
} from "./event_filter.ts";
import { EVENT_COLUMNS, type PostHogEvent, toEvent } from "./event_row.ts";
import type { Listing } from "./listing.ts";
import { askHogQL } from "./query.ts";
import { hashOf } from "./query_hash.ts";
import type { TimeInput } from "./time_bound.ts";

/** Which events, and how many. */
export interface GetEventsOptions extends EventFilter {
  /** From here on, inclusive. */
  readonly after?: TimeInput;
  /** Up to here, exclusive. */
  readonly before?: TimeInput;
  /**
   * Most events, up to 50,000.
   * @default {100}
   */
  readonly limit?: number;
  /**
   * Which come first.
   * @default {"newest"}
   */
  readonly order?: "newest" | "oldest";
  /** Gives up. */
  readonly signal?: AbortSignal;
}

/** Reads events, newest first. */
export async function getEvents(
  connection: Connection,
  options: GetEventsOptions = {},
): Promise<Listing<PostHogEvent>> {
  const { after, before, limit = 100, order = "newest", signal } = options;
  const startedAt = connection.settings.now();
  const conditions = conditionsOf(options, {
    from: after,
    to: before,
    isInclusive: false,
    names: ["after", "before"],
  }, startedAt);
  const direction = order === "newest" ? "DESC" : "ASC";
  const hogql = `SELECT ${EVENT_COLUMNS} FROM events ${
    whereOf(conditions)
  } ORDER BY timestamp ${direction}, toString(uuid) ${direction}`;
  const { answer, reply, cut, values } = await askHogQL(connection, hogql, {
    values: conditions.values,
    limit,
    ...(conditions.filters !== undefined && { filters: conditions.filters }),
    ...(signal !== undefined && { signal }),
  });
  const envelope = sealEnvelope(connection, {
    rows: values.length,
    truncated: cut.truncated,
    limit: cut.limit,
    hogql: answer.hogql,
    queryHash: await hashOf([hogql, conditions.values, conditions.filters]),
    startedAt,
    headers: reply.headers,
    computedAt: answer.lastRefresh ?? reply.computedAt,
    timezone: answer.timezone,
    warnings: [...cut.warnings, ...answer.warnings],
  });
  return { rows: values.map(toEvent), envelope };
}

/** Conditions as a WHERE clause, or nothing. */
export function whereOf({ where }: Conditions): string {
  return where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`;
}
