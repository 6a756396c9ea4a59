/**
 * One event, as PostHog stores it.
 *
 * @module
 */

import { isText, listIn } from "./kinds.ts";
import { parseJson } from "./server_problem.ts";
import { Fields, Text } from "./shape.ts";
import { parseWire } from "./wire_shape.ts";

/** An event. */
export interface PostHogEvent {
  /** Unique, made by whoever captured it. */
  readonly uuid: string;
  /** Its name. */
  readonly event: string;
  /** Who did it, as the capturing side knew them. */
  readonly distinct_id: string;
  /** When: ISO 8601, up to microseconds. */
  readonly timestamp: string;
  /** Its properties. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** The person behind the distinct_id. */
  readonly person_id: string;
}

/** What is selected for an event, in order. */
export const EVENT_COLUMNS =
  "uuid, event, distinct_id, timestamp, properties, person_id";

/**
 * An event out of a row selected with {@linkcode EVENT_COLUMNS}. Checked by
 * hand: an export passes millions of rows through here.
 */
export function toEvent(cells: readonly unknown[]): PostHogEvent {
  return parseWire("an event", eventOf, cells);
}

function eventOf(cells: unknown): PostHogEvent {
  const [uuid, event, distinct_id, timestamp, properties, person_id] = listIn(
    cells,
  );
  const fields = isText(properties) ? parseJson(properties) : properties;
  return {
    uuid: Text(uuid, "uuid"),
    event: Text(event, "event"),
    distinct_id: Text(distinct_id, "distinct_id"),
    timestamp: Text(timestamp, "timestamp"),
    properties: Fields(fields, "properties"),
    person_id: Text(person_id ?? "", "person_id"),
  };
}
