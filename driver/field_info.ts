/**
 * What a column or a property is.
 *
 * @module
 */

import { given } from "./kinds.ts";

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
  /** Events of the last 7 days, or people, that carry the property; absent where counting takes too long. */
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

/** Core columns whose names do not say everything. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  "events.timestamp": "When it happened",
  "events.created_at": "When PostHog received it",
  "events.distinct_id": "Who did it, as the sender knew them",
  "events.person_id":
    "The person behind the distinct_id: count this for people",
  "events.person": "The person: person.properties.x",
  "events.session": "The session: session.$session_duration",
  "events.elements_chain": "The clicked element and its parents",
  "persons.id": "The person, as in events.person_id",
  "persons.pdi": "The person's distinct_ids",
  "sessions.session_id": "The session, as in events.$session_id",
  "sessions.$session_duration": "Seconds from first to last event",
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
  return {
    type: column.type,
    nullable: !NEVER_NULL.includes(column.name),
    custom: false,
    ...given({
      description: DESCRIPTIONS[`${object}.${column.name}`],
      references: column.table,
    }),
  };
}

/** Types of property definitions that are no texts, in HogQL's words. */
export const PROPERTY_TYPES: Readonly<Record<string, string>> = {
  Numeric: "float",
  Duration: "float",
  Boolean: "boolean",
  DateTime: "datetime",
};
