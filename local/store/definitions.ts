/**
 * Which events and properties a project has, learned from what comes in.
 *
 * @module
 */

import type { Engine } from "./engine.ts";
import { clickHouseMoment } from "./moment.ts";
import { typeOfProperty } from "./property_type.ts";
import type { PropertyType } from "./property_type.ts";
import { nextVersion } from "./sql_text.ts";

/** Where a property lives. */
export type PropertyScope = "event" | "person" | "group" | "session";

/** An event name that was seen. */
export interface EventDefinition {
  /** The event's name. */
  readonly name: string;
  /** First seen: microseconds since 1970. */
  readonly createdAt: number;
  /** Last seen: microseconds since 1970. */
  lastSeenAt: number;
  /** How many events had it, about (counted up to the last write). */
  volume: number;
}

/** A property that was seen. */
export interface PropertyDefinition {
  /** Where it lives. */
  readonly scope: PropertyScope;
  /** Its name. */
  readonly name: string;
  /** Judged by the first value that has a type. */
  type: PropertyType | undefined;
  /** Which group type, 0 to 4; -1 outside groups. */
  readonly groupIndex: number;
  /** How many values were seen, about. */
  volume: number;
}

/** A client that makes up names must not fill the memory. */
const MOST_NAMES = 20_000;

/** All definitions of a project, in memory; {@linkcode flush} writes the new. */
export class Definitions {
  readonly #engine: Engine;
  readonly #events = new Map<string, EventDefinition>();
  readonly #properties = new Map<string, PropertyDefinition>();
  readonly #eventProperties = new Map<string, Set<string>>();
  readonly #dirtyEvents = new Set<EventDefinition>();
  readonly #dirtyProperties = new Set<PropertyDefinition>();
  #newPairs: [string, string][] = [];
  #isUrgent = false;

  private constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Reads what was learned before. */
  static async load(engine: Engine): Promise<Definitions> {
    const definitions = new Definitions(engine);
    await definitions.reload();
    return definitions;
  }

  /** Reads again what lies on disk, after rows were written beside this. */
  async reload(): Promise<void> {
    const events = await this.#engine.rows<EventDefinition>(
      "SELECT name, toUnixTimestamp64Micro(created_at) AS createdAt, " +
        "toUnixTimestamp64Micro(last_seen_at) AS lastSeenAt, volume " +
        "FROM posthog.event_definition FINAL",
    );
    for (const event of events) this.#events.set(event.name, event);
    const properties = await this.#engine.rows<PropertyDefinition>(
      "SELECT scope, name, type, group_index AS groupIndex, volume " +
        "FROM posthog.property_definition FINAL",
    );
    for (const row of properties) {
      const property = { ...row, type: row.type || undefined };
      this.#properties.set(key(row.scope, row.name, row.groupIndex), property);
    }
    const pairs = await this.#engine.rows<{ event: string; property: string }>(
      "SELECT event, property FROM posthog.event_property FINAL",
    );
    for (const { event, property } of pairs) this.#pair(event).add(property);
  }

  /** Every event name, in no order. */
  events(): EventDefinition[] {
    return [...this.#events.values()];
  }

  /** Every property of a scope, in no order. */
  properties(scope: PropertyScope): PropertyDefinition[] {
    return [...this.#properties.values()].filter((it) => it.scope === scope);
  }

  /** The names of the properties seen on an event. */
  propertiesOf(event: string): ReadonlySet<string> {
    return this.#eventProperties.get(event) ?? new Set();
  }

  /** A property's type; the first group type that has it, in scope "group". */
  typeOf(
    scope: PropertyScope,
    name: string,
    groupIndex?: number,
  ): PropertyType | undefined {
    if (scope !== "group") return this.#properties.get(key(scope, name))?.type;
    const indexes = groupIndex === undefined ? [0, 1, 2, 3, 4] : [groupIndex];
    for (const index of indexes) {
      const type = this.#properties.get(key(scope, name, index))?.type;
      if (type !== undefined) return type;
    }
    return undefined;
  }

  /** Takes note of one event and its properties. */
  learnEvent(
    name: string,
    properties: Readonly<Record<string, unknown>>,
    seenAt: number,
  ): void {
    const event = this.#event(name, seenAt);
    if (event === undefined) return;
    event.volume++;
    event.lastSeenAt = Math.max(event.lastSeenAt, seenAt);
    this.#dirtyEvents.add(event);
    const pairs = this.#pair(name);
    for (const property of Object.keys(properties)) {
      if (NOT_PROPERTIES.has(property)) continue;
      this.#learn("event", property, properties[property], -1);
      if (pairs.has(property) || pairs.size >= MOST_NAMES) continue;
      pairs.add(property);
      this.#newPairs.push([name, property]);
      this.#isUrgent = true;
    }
  }

  /** Takes note of properties set on a person or a group. */
  learnProperties(
    scope: PropertyScope,
    properties: Readonly<Record<string, unknown>>,
    groupIndex = -1,
  ): void {
    for (const [name, value] of Object.entries(properties)) {
      this.#learn(scope, name, value, groupIndex);
    }
  }

  /** Writes what was learned: new names at once, mere counts when asked to. */
  async flush(everything: boolean): Promise<void> {
    if (!this.#isUrgent && !everything) return;
    const version = nextVersion();
    const events = [...this.#dirtyEvents];
    const properties = [...this.#dirtyProperties];
    const pairs = this.#newPairs;
    this.#dirtyEvents.clear();
    this.#dirtyProperties.clear();
    this.#newPairs = [];
    this.#isUrgent = false;
    await Promise.all([
      this.#engine.insert(
        "posthog.event_definition",
        ["name", "created_at", "last_seen_at", "volume", "version"],
        events.map((it) => [
          it.name,
          clickHouseMoment(it.createdAt),
          clickHouseMoment(it.lastSeenAt),
          it.volume,
          version,
        ]),
      ),
      this.#engine.insert(
        "posthog.property_definition",
        ["scope", "name", "type", "group_index", "volume", "version"],
        properties.map((it) => [
          it.scope,
          it.name,
          it.type ?? "",
          it.groupIndex,
          it.volume,
          version,
        ]),
      ),
      this.#engine.insert(
        "posthog.event_property",
        ["event", "property"],
        pairs,
      ),
    ]);
  }

  #event(name: string, seenAt: number): EventDefinition | undefined {
    const known = this.#events.get(name);
    if (known !== undefined) return known;
    if (this.#events.size >= MOST_NAMES) return undefined;
    const created = { name, createdAt: seenAt, lastSeenAt: seenAt, volume: 0 };
    this.#events.set(name, created);
    this.#isUrgent = true;
    return created;
  }

  #learn(
    scope: PropertyScope,
    name: string,
    value: unknown,
    groupIndex: number,
  ): void {
    const id = key(scope, name, groupIndex);
    let known = this.#properties.get(id);
    if (known === undefined) {
      if (this.#properties.size >= MOST_NAMES) return;
      known = { scope, name, type: undefined, groupIndex, volume: 0 };
      this.#properties.set(id, known);
      this.#isUrgent = true;
    }
    if (known.type === undefined) {
      known.type = typeOfProperty(name, value);
      this.#isUrgent ||= known.type !== undefined;
    }
    known.volume++;
    this.#dirtyProperties.add(known);
  }

  #pair(event: string): Set<string> {
    const known = this.#eventProperties.get(event) ?? new Set<string>();
    this.#eventProperties.set(event, known);
    return known;
  }
}

/** Instructions to ingestion, which PostHog does not define either. */
const NOT_PROPERTIES: ReadonlySet<string> = new Set([
  "$set",
  "$set_once",
  "$unset",
  "$groups",
]);

function key(scope: PropertyScope, name: string, groupIndex = -1): string {
  return `${scope}\0${groupIndex}\0${name}`;
}
