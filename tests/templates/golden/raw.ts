/** Every event of a project as plain values, and the calendar of its time zone. */

import type { PostHogClient } from "@posthog-driver/posthog-driver/driver";

export type Json = Readonly<Record<string, unknown>>;

export interface RawEvent {
  readonly uuid: string;
  readonly event: string;
  readonly timestamp: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Day in the project's time zone. */
  readonly day: string;
  /** Hour in the project's time zone, 0 to 23. */
  readonly hour: number;
  readonly distinct_id: string;
  readonly person_id: string;
  readonly properties: Json;
  /** Properties of the person as they were. */
  readonly person: Json;
  readonly session: string;
  readonly created_at: number;
}

export interface RawPerson {
  readonly properties: Json;
  readonly created_day: string;
}

export interface Raw {
  /** In order of time. */
  readonly events: readonly RawEvent[];
  readonly persons: ReadonlyMap<string, RawPerson>;
  readonly timezone: string;
}

/** Reads everything once. */
export async function readRaw(client: PostHogClient): Promise<Raw> {
  const events: Record<string, unknown>[] = [];
  let after = "";
  let timezone = "UTC";
  while (true) {
    const { rows, envelope } = await client.query(
      "SELECT toString(uuid) AS id, event, timestamp, distinct_id, " +
        "toString(person_id) AS owner, properties, person.properties AS known, " +
        "created_at, $session_id AS session FROM events " +
        "WHERE toString(uuid) > {after} ORDER BY id",
      { values: { after }, limit: 40_000 },
    );
    events.push(...rows);
    timezone = envelope.timezone ?? timezone;
    if (rows.length < 40_000) break;
    after = String(rows.at(-1)?.["id"]);
  }
  const persons = await client.query(
    "SELECT toString(id) AS person, properties, created_at FROM persons",
    { limit: 50_000 },
  );
  const local = localTime(timezone);
  return {
    timezone,
    events: events.map((row) => toEvent(row, local))
      .sort((a, b) => a.at - b.at || (a.uuid < b.uuid ? -1 : 1)),
    persons: new Map(persons.rows.map((row) => [String(row["person"]), {
      properties: JSON.parse(String(row["properties"])),
      created_day: local(Date.parse(String(row["created_at"]))).day,
    }])),
  };
}

/** When a day begins in a time zone, in milliseconds since 1970. */
export function startOf(day: string, timezone: string): number {
  const local = localTime(timezone);
  for (let quarter = -60; quarter <= 60; quarter++) {
    const at = Date.parse(day) + quarter * 900_000;
    if (local(at).day === day && local(at - 1).day < day) return at;
  }
  throw new RangeError(`${day} does not begin`);
}

type Local = (at: number) => { day: string; hour: number };

function toEvent(row: Record<string, unknown>, local: Local): RawEvent {
  const at = Date.parse(String(row["timestamp"]));
  return {
    uuid: String(row["id"]),
    event: String(row["event"]),
    timestamp: String(row["timestamp"]),
    at,
    ...local(at),
    distinct_id: String(row["distinct_id"]),
    person_id: String(row["owner"]),
    properties: JSON.parse(String(row["properties"])),
    person: JSON.parse(String(row["known"]) || "{}"),
    session: String(row["session"] ?? ""),
    created_at: Date.parse(String(row["created_at"])),
  };
}

function localTime(timeZone: string): Local {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    hourCycle: "h23",
  });
  return (at) => {
    const parts = Object.fromEntries(
      format.formatToParts(at).map(({ type, value }) => [type, value]),
    );
    return {
      day: `${parts["year"]}-${parts["month"]}-${parts["day"]}`,
      hour: Number(parts["hour"]),
    };
  };
}
