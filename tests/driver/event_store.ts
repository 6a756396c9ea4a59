/**
 * A few events behind the query endpoint, asked by keyset: it understands the
 * driver's own export query and nothing else.
 *
 * @module
 */

import { type Asked, nodeOf, table } from "./wire.ts";

export interface StoredEvent {
  readonly uuid: string;
  readonly timestamp: string;
}

/** Events of which many share a timestamp, in random order. */
export function manyEvents(count: number, perInstant: number): StoredEvent[] {
  const start = Date.parse("2026-01-01T00:00:00Z");
  const events = Array.from({ length: count }, (_, index) => ({
    uuid: crypto.randomUUID(),
    timestamp: new Date(start + Math.floor(index / perInstant) * 1000)
      .toISOString().replace("Z", "001Z"),
  }));
  return events.sort((a, b) => a.uuid < b.uuid ? -1 : 1);
}

/** Answers one page of an export. */
export function answerPage(
  events: readonly StoredEvent[],
  asked: Asked,
): Response {
  const node = nodeOf(asked);
  const values = Object(node["values"]);
  const limit = Number(/LIMIT (\d+)$/.exec(String(node["query"]))?.[1]);
  const after = values["last_time"] === undefined
    ? ""
    : values["last_time"] + values["last_uuid"];
  const page = events
    .map((event) => ({ ...event, key: event.timestamp + event.uuid }))
    .filter(({ key }) => key > after)
    .sort((a, b) => a.key < b.key ? -1 : 1)
    .slice(0, limit);
  return table(
    ["uuid", "event", "distinct_id", "timestamp", "properties", "person_id"],
    page.map((
      { uuid, timestamp },
    ) => [uuid, "tested", "u", timestamp, '{"a":1}', "p"]),
  );
}
