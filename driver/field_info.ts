/**
 * What a column or a property is.
 *
 * @module
 */

/** A field of an object, in the words an agent needs to write HogQL. */
export interface FieldInfo {
  /** `string`, `integer`, `float`, `datetime`, `boolean`, `json`, … */
  readonly type: string;
  /** What it holds, where that is known. */
  readonly description?: string;
  /** Whether it can be null or absent. */
  readonly nullable: boolean;
  /** Whether it is a property of this project rather than a column of PostHog. */
  readonly custom: boolean;
  /** The table it leads to, for a join: `person.properties.email`. */
  readonly references?: string;
  /** Events of the last 7 days that carry the property. */
  readonly volume?: number;
}

/** Columns that are always filled. */
const NEVER_NULL: readonly string[] = [
  "uuid",
  "event",
  "timestamp",
  "distinct_id",
  "properties",
  "person_id",
  "id",
  "created_at",
  "session_id",
];

/** PostHog's core columns in a few words. */
const DESCRIPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> =
  {
    events: {
      uuid: "Unique id of the event",
      event: "Name of the event",
      timestamp: "When it happened",
      distinct_id: "Who did it, as the sender knew them",
      properties: "All properties of the event",
      person_id: "The person behind the distinct_id: count this for people",
      person: "The person: person.properties.x",
      session: "The session: session.$session_duration",
      elements_chain: "The clicked element and its parents (autocapture)",
      created_at: "When PostHog received it",
      $session_id: "The session it belongs to",
      $window_id: "The browser window",
    },
    persons: {
      id: "The person, as in events.person_id",
      created_at: "When the person was first seen",
      properties: "All properties of the person",
      is_identified: "Whether $identify was ever called",
      pdi: "The person's distinct_ids",
    },
    sessions: {
      session_id: "The session, as in events.$session_id",
      $start_timestamp: "Its first event",
      $end_timestamp: "Its last event",
      $session_duration: "Seconds from first to last event",
      $entry_current_url: "First page",
      $exit_current_url: "Last page",
      $channel_type: "Marketing channel",
      $is_bounce: "Whether it was a bounce",
    },
  };

/** A column as field info. */
export function columnInfo(
  object: string,
  column: {
    readonly name: string;
    readonly type: string;
    readonly table: string | undefined;
  },
): FieldInfo {
  const description = DESCRIPTIONS[object]?.[column.name];
  return {
    type: column.type,
    nullable: !NEVER_NULL.includes(column.name),
    custom: false,
    ...(description !== undefined && { description }),
    ...(column.table !== undefined && { references: column.table }),
  };
}

/** Types of property definitions in HogQL's words. */
export function propertyType(type: string | null | undefined): string {
  switch (type) {
    case "Numeric":
    case "Duration":
      return "float";
    case "Boolean":
      return "boolean";
    case "DateTime":
      return "datetime";
    default:
      return "string";
  }
}
