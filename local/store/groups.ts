/**
 * Groups (companies, projects and the like) and their types, five at most.
 *
 * @module
 */

import type { Engine } from "./engine.ts";
import type { Entities } from "./entities.ts";
import { clickHouseMoment } from "./moment.ts";
import type { Properties } from "./person.ts";
import { inChunks, nextVersion, quoted } from "./sql_text.ts";

/** PostHog keeps five types of group in a project. */
const MOST_TYPES = 5;

/** The entity kind of a group type. */
const GROUP_TYPE = "group_type_mapping";

interface GroupRow {
  readonly index: number;
  readonly key: string;
  properties: Properties;
  readonly createdAt: number;
  updatedAt: number;
}

/** The groups of a project. */
export class Groups {
  readonly #engine: Engine;
  readonly #entities: Entities;
  readonly #types: string[] = [];
  readonly #rows = new Map<string, GroupRow>();
  readonly #changed = new Set<GroupRow>();
  #newTypes: string[] = [];

  /** Knows the types that were seen before. */
  constructor(engine: Engine, entities: Entities) {
    this.#engine = engine;
    this.#entities = entities;
    this.reload();
  }

  /** Names of the types, by index. */
  get types(): readonly string[] {
    return this.#types;
  }

  /** Reads the types again, after entities were written beside this. */
  reload(): void {
    for (
      const { group_type, group_type_index } of this.#entities.list(GROUP_TYPE)
    ) {
      this.#types[Number(group_type_index)] = String(group_type);
    }
  }

  /** The index of a type, learned when it is new; nothing when five exist. */
  indexOf(type: string): number | undefined {
    const index = this.#types.indexOf(type);
    if (index >= 0) return index;
    if (this.#types.length >= MOST_TYPES) return undefined;
    this.#newTypes.push(type);
    return this.#types.push(type) - 1;
  }

  /** Reads the groups that a batch is about to change. */
  async prepare(groups: readonly (readonly [number, string])[]): Promise<void> {
    for (const chunk of inChunks(groups)) {
      const list = chunk.map(([index, key]) => `(${index}, ${quoted(key)})`);
      const rows = await this.#engine.rows<
        Omit<GroupRow, "properties"> & { properties: string }
      >(
        "SELECT index, key, properties, toUnixTimestamp64Micro(created_at) AS createdAt, " +
          "toUnixTimestamp64Micro(updated_at) AS updatedAt FROM posthog.group_row FINAL " +
          `WHERE (index, key) IN (${list.join(", ")})`,
      );
      for (const row of rows) {
        const properties = JSON.parse(row.properties) as Properties;
        this.#rows.set(`${row.index}\0${row.key}`, { ...row, properties });
      }
    }
  }

  /** Sets properties of a group that was prepared, making it when it is new. */
  set(index: number, key: string, set: Properties, at: number): void {
    const id = `${index}\0${key}`;
    const known = this.#rows.get(id) ??
      { index, key, properties: {}, createdAt: at, updatedAt: at };
    known.properties = { ...known.properties, ...set };
    known.updatedAt = Math.max(known.updatedAt, at);
    this.#rows.set(id, known);
    this.#changed.add(known);
  }

  /** Writes every change since the last time. */
  async flush(): Promise<void> {
    const version = nextVersion();
    const types = this.#newTypes;
    this.#newTypes = [];
    await Promise.all([
      types.length === 0 ? undefined : this.#entities.putAll(
        GROUP_TYPE,
        types.map((type) => groupType(type, this.#types.indexOf(type))),
      ),
      this.#engine.insert(
        "posthog.group_row",
        ["index", "key", "properties", "created_at", "updated_at", "version"],
        [...this.#changed].map((row) => [
          row.index,
          row.key,
          JSON.stringify(row.properties),
          clickHouseMoment(row.createdAt),
          clickHouseMoment(row.updatedAt),
          version,
        ]),
      ),
    ]);
    this.forget();
  }

  /** Forgets the groups in memory; types stay. */
  forget(): void {
    this.#rows.clear();
    this.#changed.clear();
  }
}

function groupType(type: string, index: number) {
  return {
    id: index + 1,
    group_type: type,
    group_type_index: index,
    name_singular: null,
    name_plural: null,
    detail_dashboard: null,
    default_columns: null,
    created_at: new Date().toISOString(),
  };
}
