/**
 * Persons and their distinct_ids: read in bulk when a batch needs them, kept
 * while there is room, changed in memory and written together.
 *
 * @module
 */

import type { Engine } from "./engine.ts";
import { clickHouseMoment } from "./moment.ts";
import { Person } from "./person.ts";
import type { Properties } from "./person.ts";
import { personIdOf } from "./person_id.ts";
import { inChunks, nextVersion, quoted } from "./sql_text.ts";

/** So many persons stay in memory between batches. */
const MOST_CACHED = 50_000;

interface PersonRow {
  readonly id: string;
  readonly createdAt: number;
  readonly properties: string;
  readonly isIdentified: number;
}

interface DistinctIdRow {
  readonly distinct_id: string;
  readonly person_id: string;
}

/** The persons of a project. */
export class Persons {
  readonly #engine: Engine;
  readonly #projectUuid: string;
  readonly #byId = new Map<string, Person>();
  readonly #byDistinctId = new Map<string, Person>();
  readonly #known = new Set<string>();
  readonly #withoutProfile = new Set<string>();
  #changed = new Set<Person>();
  #moved = new Map<string, Person>();
  #overridden = new Map<string, Person>();
  #gone = new Set<Person>();
  #newWithoutProfile: string[] = [];
  #hasOverrides = false;

  private constructor(engine: Engine, projectUuid: string) {
    this.#engine = engine;
    this.#projectUuid = projectUuid;
  }

  /** Opens them; none is read yet. */
  static async load(engine: Engine, projectUuid: string): Promise<Persons> {
    const persons = new Persons(engine, projectUuid);
    const rows = await engine.rows(
      "SELECT 1 FROM posthog.person_override LIMIT 1",
    );
    persons.#hasOverrides = rows.length > 0;
    return persons;
  }

  /** Whether some events carry a person that has been merged into another. */
  get hasOverrides(): boolean {
    return this.#hasOverrides;
  }

  /** The id a distinct_id's person has, or would have. */
  idFor(distinctId: string): string {
    return personIdOf(this.#projectUuid, distinctId);
  }

  /**
   * Reads what a batch is about to touch: all its distinct_ids, and, for those
   * that may be merged, every other distinct_id of their persons.
   */
  async prepare(
    distinctIds: Iterable<string>,
    mayMerge: Iterable<string>,
  ): Promise<void> {
    await this.#loadDistinctIds(distinctIds);
    await this.#loadAllIdsOf(mayMerge);
  }

  /** The person of a distinct_id that was prepared. */
  find(distinctId: string): Person | undefined {
    return this.#byDistinctId.get(distinctId);
  }

  /** Makes the person of a distinct_id that has none. */
  create(distinctId: string, createdAt: number): Person {
    const person = new Person(this.idFor(distinctId), createdAt, {}, false);
    person.knowsAllIds = true;
    this.#changed.add(person);
    this.attach(person, distinctId);
    return person;
  }

  /** Gives a person one more distinct_id, which had no person so far. */
  attach(person: Person, distinctId: string): void {
    this.#remember(person, distinctId);
    this.#moved.set(distinctId, person);
    const hasEvents = this.#withoutProfile.has(distinctId);
    if (hasEvents && this.idFor(distinctId) !== person.id) {
      this.#overridden.set(distinctId, person);
    }
  }

  /** Replaces a person's properties; nothing happens when they are the same. */
  update(person: Person, properties: Properties): void {
    if (properties === person.properties) return;
    person.update(properties);
    this.#changed.add(person);
  }

  /** Marks a person as identified. */
  identify(person: Person): void {
    if (person.isIdentified) return;
    person.isIdentified = true;
    this.#changed.add(person);
  }

  /** Moves all of one person, its past events too, into another. */
  merge(into: Person, from: Person): void {
    this.update(into, { ...from.properties, ...into.properties });
    into.createdAt = Math.min(into.createdAt, from.createdAt);
    this.#changed.add(into);
    for (const distinctId of from.distinctIds) {
      this.#remember(into, distinctId);
      this.#moved.set(distinctId, into);
      this.#overridden.set(distinctId, into);
    }
    from.distinctIds.clear();
    this.#changed.delete(from);
    this.#byId.delete(from.id);
    this.#gone.add(from);
  }

  /** Takes note of an event without a person profile. */
  noteWithoutProfile(distinctId: string): void {
    if (this.#withoutProfile.has(distinctId)) return;
    this.#withoutProfile.add(distinctId);
    this.#newWithoutProfile.push(distinctId);
  }

  /** Writes every change since the last time. */
  async flush(): Promise<void> {
    const version = nextVersion();
    const rows = (entries: Map<string, Person>) =>
      [...entries].map(([id, person]) => [id, person.id, version]);
    this.#hasOverrides ||= this.#overridden.size > 0;
    await Promise.all([
      this.#engine.insert("posthog.person", PERSON_COLUMNS, [
        ...[...this.#gone].map((it) => personRow(it, 1, version)),
        ...[...this.#changed].map((it) => personRow(it, 0, version)),
      ]),
      this.#engine.insert(
        "posthog.person_distinct_id",
        ["distinct_id", "person_id", "version"],
        rows(this.#moved),
      ),
      this.#engine.insert(
        "posthog.person_override",
        ["distinct_id", "person_id", "version"],
        rows(this.#overridden),
      ),
      this.#engine.insert(
        "posthog.without_profile",
        ["distinct_id"],
        this.#newWithoutProfile.map((id) => [id]),
      ),
    ]);
    this.#changed = new Set();
    this.#moved = new Map();
    this.#overridden = new Map();
    this.#gone = new Set();
    this.#newWithoutProfile = [];
    this.#evict();
  }

  /**
   * Removes persons with their distinct_ids, which it gives back; events stay.
   * Call it through {@linkcode Ingestion.alone}, so that no event is written
   * meanwhile.
   */
  async remove(ids: readonly string[]): Promise<string[]> {
    await this.#loadPersons(ids);
    const persons = ids.flatMap((id) => this.#byId.get(id) ?? []);
    await this.#loadIdsOf(persons);
    const version = nextVersion();
    const distinctIds = persons.flatMap((it) => [...it.distinctIds]);
    await this.#engine.insert(
      "posthog.person",
      PERSON_COLUMNS,
      persons.map((it) => personRow(it, 1, version)),
    );
    await this.#engine.insert(
      "posthog.person_distinct_id",
      ["distinct_id", "person_id", "is_deleted", "version"],
      persons.flatMap((it) =>
        [...it.distinctIds].map((id) => [id, it.id, 1, version])
      ),
    );
    this.forget();
    return distinctIds;
  }

  /** Forgets what is in memory, after a failed write or a change beside this. */
  forget(): void {
    this.#byId.clear();
    this.#byDistinctId.clear();
    this.#known.clear();
    this.#withoutProfile.clear();
    this.#changed = new Set();
    this.#moved = new Map();
    this.#overridden = new Map();
    this.#gone = new Set();
    this.#newWithoutProfile = [];
  }

  async #loadDistinctIds(distinctIds: Iterable<string>): Promise<void> {
    const unknown = [...new Set(distinctIds)]
      .filter((id) => !this.#known.has(id));
    const rows: DistinctIdRow[] = [];
    for (const chunk of inChunks(unknown)) {
      const list = chunk.map(quoted).join(", ");
      const [found, without] = await Promise.all([
        this.#engine.rows<DistinctIdRow>(
          "SELECT distinct_id, person_id FROM posthog.person_distinct_id FINAL " +
            `WHERE distinct_id IN (${list}) AND is_deleted = 0`,
        ),
        this.#engine.rows<{ distinct_id: string }>(
          "SELECT distinct_id FROM posthog.without_profile " +
            `WHERE distinct_id IN (${list})`,
        ),
      ]);
      rows.push(...found);
      for (const it of without) this.#withoutProfile.add(it.distinct_id);
    }
    await this.#loadPersons(rows.map((row) => row.person_id));
    for (const { distinct_id, person_id } of rows) {
      const person = this.#byId.get(person_id);
      if (person !== undefined) this.#remember(person, distinct_id);
    }
    for (const id of unknown) this.#known.add(id);
  }

  async #loadPersons(ids: readonly string[]): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => !this.#byId.has(id));
    for (const chunk of inChunks(unknown)) {
      const rows = await this.#engine.rows<PersonRow>(
        "SELECT id, toUnixTimestamp64Micro(created_at) AS createdAt, properties, " +
          "is_identified AS isIdentified FROM posthog.person FINAL " +
          `WHERE id IN (${chunk.map(quoted).join(", ")}) AND is_deleted = 0`,
      );
      for (const row of rows) {
        const properties = JSON.parse(row.properties) as Properties;
        this.#byId.set(
          row.id,
          new Person(row.id, row.createdAt, properties, row.isIdentified === 1),
        );
      }
    }
  }

  async #loadAllIdsOf(distinctIds: Iterable<string>): Promise<void> {
    const persons = new Map<string, Person>();
    for (const distinctId of distinctIds) {
      const person = this.#byDistinctId.get(distinctId);
      if (person !== undefined) persons.set(person.id, person);
    }
    await this.#loadIdsOf([...persons.values()]);
  }

  async #loadIdsOf(persons: readonly Person[]): Promise<void> {
    const unknown = persons.filter((person) => !person.knowsAllIds);
    for (const chunk of inChunks(unknown.map(({ id }) => id))) {
      // Rows that a later merge outdated come along: the second look sorts
      // them out, because it reads the newest row of each distinct_id.
      const rows = await this.#engine.rows<{ distinct_id: string }>(
        "SELECT DISTINCT distinct_id FROM posthog.person_distinct_id " +
          `WHERE person_id IN (${chunk.map(quoted).join(", ")})`,
      );
      await this.#loadDistinctIds(rows.map((row) => row.distinct_id));
    }
    for (const person of unknown) person.knowsAllIds = true;
  }

  #remember(person: Person, distinctId: string): void {
    this.#byId.set(person.id, person);
    this.#byDistinctId.set(distinctId, person);
    this.#known.add(distinctId);
    person.distinctIds.add(distinctId);
  }

  /** The persons that came first make room; what has no person is looked up anew. */
  #evict(): void {
    for (const person of this.#byId.values()) {
      if (this.#byId.size <= MOST_CACHED) break;
      this.#byId.delete(person.id);
      for (const distinctId of person.distinctIds) {
        this.#byDistinctId.delete(distinctId);
        this.#known.delete(distinctId);
      }
    }
    if (this.#withoutProfile.size > MOST_CACHED) this.#withoutProfile.clear();
    if (this.#known.size > 2 * MOST_CACHED) {
      for (const id of this.#known) {
        if (!this.#byDistinctId.has(id)) this.#known.delete(id);
      }
    }
  }
}

const PERSON_COLUMNS = [
  "id",
  "created_at",
  "properties",
  "is_identified",
  "is_deleted",
  "version",
];

function personRow(person: Person, isDeleted: 0 | 1, version: number) {
  return [
    person.id,
    clickHouseMoment(person.createdAt),
    isDeleted === 1 ? "{}" : person.json,
    person.isIdentified ? 1 : 0,
    isDeleted,
    version,
  ];
}
