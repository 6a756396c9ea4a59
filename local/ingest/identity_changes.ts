/**
 * Which distinct_ids are one person: `$identify`, `$create_alias` and
 * `$merge_dangerously`, with PostHog's rules about who may be merged.
 *
 * @module
 */

import type { Person } from "../store/person.ts";
import type { Persons } from "../store/persons.ts";
import type { CapturedEvent } from "./event.ts";

/** Names that clients send by mistake: they would glue everyone together. */
const ILLEGAL: ReadonlySet<string> = new Set([
  "0",
  "00000000-0000-0000-0000-000000000000",
  "[object object]",
  "anonymous",
  "anonymous-user",
  "backend",
  "distinct_id",
  "distinctid",
  "email",
  "false",
  "guest",
  "id",
  "nan",
  "none",
  "not_authenticated",
  "null",
  "system",
  "true",
  "undefined",
  "user",
]);

/**
 * Whether a distinct_id may never join two persons.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(isIllegalDistinctId("NULL"), true);
 * assertEquals(isIllegalDistinctId("ada"), false);
 * ```
 */
export function isIllegalDistinctId(distinctId: string): boolean {
  const bare = distinctId.trim().replace(/^(['"])(.*)\1$/, "$2");
  return bare.trim() === "" || ILLEGAL.has(bare.trim().toLowerCase());
}

/** The other distinct_id that an event says is the same person. */
export function otherDistinctId(event: CapturedEvent): string | undefined {
  const { $anon_distinct_id, alias } = event.properties;
  const other = event.event === "$identify" ? $anon_distinct_id : alias;
  const joins = event.event === "$identify" ||
    event.event === "$create_alias" || event.event === "$merge_dangerously";
  if (!joins || (typeof other !== "string" && typeof other !== "number")) {
    return undefined;
  }
  return String(other).slice(0, 200);
}

/** Joins persons as an event asks, where that is allowed. */
export function joinPersons(persons: Persons, event: CapturedEvent): void {
  const other = otherDistinctId(event);
  if (other === undefined || other === event.distinctId) return;
  if (isIllegalDistinctId(other) || isIllegalDistinctId(event.distinctId)) {
    return;
  }
  const into = persons.find(event.distinctId);
  const from = persons.find(other);
  if (into !== undefined && from !== undefined) {
    mergeIfAllowed(persons, into, from, event.event === "$merge_dangerously");
  } else if (into !== undefined) {
    persons.attach(into, other);
  } else if (from !== undefined) {
    persons.attach(from, event.distinctId);
  } else {
    persons.attach(persons.create(event.distinctId, event.timestamp), other);
  }
  const person = persons.find(event.distinctId);
  if (person !== undefined) persons.identify(person);
}

/** Two people who have each been identified stay two, unless forced. */
function mergeIfAllowed(
  persons: Persons,
  into: Person,
  from: Person,
  isForced: boolean,
): void {
  if (into === from || (from.isIdentified && !isForced)) return;
  persons.merge(into, from);
}
