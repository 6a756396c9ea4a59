/**
 * A place in the order of all events: by time, then by UUID.
 *
 * @module
 */

import { invalid } from "./failure.ts";

/** The last event that was seen. */
export interface ExportPosition {
  /** Its timestamp, as PostHog wrote it. */
  readonly timestamp: string;
  /** Its UUID. */
  readonly uuid: string;
}

/** A position as text that can be kept and given back. */
export function toCursor(event: ExportPosition): string {
  return `${event.timestamp}/${event.uuid}`;
}

/**
 * Reads a cursor.
 *
 * @throws {ValidationError} When it is not one of ours.
 */
export function fromCursor(cursor: string): ExportPosition {
  const [, timestamp, uuid] =
    /^(\d{4}-\d{2}-\d{2}[T ][^/]+)\/([0-9a-f-]{36})$/i.exec(cursor) ?? [];
  if (timestamp && uuid) return { timestamp, uuid };
  throw invalid(
    "resume an export",
    `"${cursor}" is no cursor`,
    "invalid_cursor",
    "Pass the cursor of an earlier export, unchanged",
    "cursor",
  );
}
