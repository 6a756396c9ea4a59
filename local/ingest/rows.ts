/**
 * From events to rows of the events table, changing persons, groups and
 * definitions on the way.
 *
 * @module
 */

import { clickHouseMoment } from "../store/moment.ts";
import { withChanges } from "../store/person.ts";
import type { Person, Properties } from "../store/person.ts";
import type { Store } from "../store/store.ts";
import type { CapturedEvent } from "./event.ts";
import { joinPersons, otherDistinctId } from "./identity_changes.ts";
import { personHints } from "./person_hints.ts";

/** Reads from the store all that these events will touch. */
export async function prepare(
  store: Store,
  events: readonly CapturedEvent[],
): Promise<void> {
  const merging: string[] = [];
  const groups: [number, string][] = [];
  for (const event of events) {
    const other = otherDistinctId(event);
    if (other !== undefined) merging.push(event.distinctId, other);
    const group = identifiedGroup(store, event);
    if (group !== undefined) groups.push([group.index, group.key]);
  }
  await store.persons.prepare(
    new Set([...events.map((it) => it.distinctId), ...merging]),
    merging,
  );
  await store.groups.prepare(groups);
}

/**
 * Applies one event to persons, groups and definitions. Gives its row, in the
 * order in which the events table has its columns.
 */
export function eventRow(
  store: Store,
  event: CapturedEvent,
  createdAt: string,
): unknown[] {
  const { properties } = event;
  const groups = groupKeys(store, properties);
  groups.forEach((key, index) => properties[`$group_${index}`] = key);
  const group = identifiedGroup(store, event);
  if (group !== undefined) {
    store.groups.set(group.index, group.key, group.set, event.timestamp);
    store.definitions.learnProperties("group", group.set, group.index);
  }
  const { elements, shown } = elementsOf(properties);
  store.definitions.learnEvent(event.event, shown, event.timestamp);
  return [
    event.uuid,
    event.event,
    JSON.stringify(shown),
    clickHouseMoment(event.timestamp),
    event.distinctId,
    elements,
    createdAt,
    ...personColumns(store, event),
    ...[0, 1, 2, 3, 4].map((index) => groups.get(index) ?? ""),
    textOrNull(properties["$session_id"]),
    textOrNull(properties["$window_id"]),
  ];
}

function personColumns(
  store: Store,
  event: CapturedEvent,
): [string, string, string, string] {
  if (event.hasPersonProfile) {
    const person = changedPerson(store, event);
    return [person.id, created(person), person.json, "full"];
  }
  const { persons } = store;
  const known = persons.find(event.distinctId);
  if (known !== undefined) {
    return [known.id, created(known), "{}", "force_upgrade"];
  }
  persons.noteWithoutProfile(event.distinctId);
  const at = clickHouseMoment(event.timestamp);
  return [persons.idFor(event.distinctId), at, "{}", "propertyless"];
}

function changedPerson(store: Store, event: CapturedEvent): Person {
  const { persons, definitions } = store;
  joinPersons(persons, event);
  const person = persons.find(event.distinctId) ??
    persons.create(event.distinctId, event.timestamp);
  if (event.event === "$identify") persons.identify(person);
  const changed = changedProperties(person.properties, event);
  if (changed !== person.properties) {
    definitions.learnProperties("person", changed);
    persons.update(person, changed);
  }
  return person;
}

/**
 * Hints of an ordinary event matter the first time; later ones come along when
 * the event changes the person anyway, so that a page view is not a write.
 */
function changedProperties(
  properties: Properties,
  event: CapturedEvent,
): Properties {
  const { latest, first } = personHints(event.properties);
  const { set, setOnce, unset } = event;
  const once = { ...first, ...setOnce };
  const changed = withChanges(properties, set, once, unset);
  return changed === properties
    ? properties
    : withChanges(changed, { ...latest, ...set }, {}, []);
}

function created(person: Person): string {
  return clickHouseMoment(person.createdAt);
}

/** `$groups` is `{ company: "acme" }`; the index of a type is ours. */
function groupKeys(
  store: Store,
  properties: Properties,
): ReadonlyMap<number, string> {
  const keys = new Map<number, string>();
  const groups = properties["$groups"];
  if (typeof groups !== "object" || groups === null) return keys;
  for (const [type, key] of Object.entries(groups)) {
    const index = store.groups.indexOf(type);
    if (index !== undefined && key !== null) keys.set(index, String(key));
  }
  return keys;
}

function identifiedGroup(store: Store, event: CapturedEvent) {
  if (event.event !== "$groupidentify") return undefined;
  const { $group_type, $group_key, $group_set } = event.properties;
  if (typeof $group_type !== "string" || $group_key === undefined) {
    return undefined;
  }
  const index = store.groups.indexOf($group_type.slice(0, 400));
  if (index === undefined) return undefined;
  const isObject = typeof $group_set === "object" && $group_set !== null;
  return {
    index,
    key: String($group_key).slice(0, 400),
    set: isObject ? $group_set as Properties : {},
  };
}

/** The chain of clicked elements has a column of its own. */
function elementsOf(properties: Properties) {
  const { $elements_chain, ...shown } = properties;
  if (typeof $elements_chain !== "string") {
    return { elements: "", shown: properties };
  }
  return { elements: $elements_chain, shown };
}

function textOrNull(value: unknown): string | null {
  if (value === undefined || value === null || value === "") return null;
  return String(value);
}
