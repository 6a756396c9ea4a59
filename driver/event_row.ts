/**
 * One event, as PostHog stores it.
 *
 * @module
 */

import { isText } from "./kinds.ts";
import { parseObject } from "./rest.ts";
import { parseJson } from "./server_problem.ts";
import { unexpected } from "./wire_shape.ts";

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
  const [uuid, event, distinct_id, timestamp, properties, person_id] = cells;
  return {
    uuid: textOf("uuid", uuid),
    event: textOf("event", event),
    distinct_id: textOf("distinct_id", distinct_id),
    timestamp: textOf("timestamp", timestamp),
    properties: parseObject(
      isText(properties) ? parseJson(properties) : properties,
    ),
    person_id: textOf("person_id", person_id ?? ""),
  };
}

function textOf(column: string, cell: unknown): string {
  if (isText(cell)) return cell;
  throw unexpected("an event", `"${column}" is ${typeof cell}, expected text`);
}
