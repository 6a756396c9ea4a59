/**
 * What PostHog keeps in Postgres (cohorts, flags, insights, experiments and so
 * on): JSON objects by kind and id, deleted softly.
 *
 * @module
 */

import type { Engine } from "./engine.ts";

/** One object of the REST API, as it is shown there. */
export interface Entity {
  /** Numeric for most kinds, a uuid for some. */
  readonly id: number | string;
  /** Hidden from lists, kept for history. */
  readonly deleted?: boolean;
  /** Whatever fields the kind has. */
  readonly [field: string]: unknown;
}

/** All entities of a project. They are few, so they live in memory too. */
export class Entities {
  readonly #engine: Engine;
  readonly #kinds = new Map<string, Map<string, Entity>>();
  #version = 0;

  private constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Reads everything that was ever put. */
  static async load(engine: Engine): Promise<Entities> {
    const entities = new Entities(engine);
    const rows = await engine.rows<
      { kind: string; json: string; version: number }
    >("SELECT kind, json, version FROM posthog.entity FINAL ORDER BY version");
    for (const { kind, json, version } of rows) {
      entities.#remember(kind, JSON.parse(json) as Entity);
      entities.#version = Math.max(entities.#version, version);
    }
    return entities;
  }

  /** All of a kind that are not deleted, oldest first. */
  list(kind: string): Entity[] {
    return [...this.#kinds.get(kind)?.values() ?? []]
      .filter((entity) => entity.deleted !== true);
  }

  /** One of a kind, deleted or not. */
  get(kind: string, id: number | string): Entity | undefined {
    return this.#kinds.get(kind)?.get(String(id));
  }

  /** The next free number of a kind. */
  nextId(kind: string): number {
    const ids = [...this.#kinds.get(kind)?.keys() ?? []].map(Number);
    return Math.max(0, ...ids) + 1;
  }

  /** Adds or replaces; it is on disk when this returns. */
  async put(kind: string, entity: Entity): Promise<void> {
    await this.putAll(kind, [entity]);
  }

  /** Adds or replaces many at once. */
  async putAll(kind: string, entities: readonly Entity[]): Promise<void> {
    const rows = entities.map((entity) => [
      kind,
      String(entity.id),
      JSON.stringify(entity),
      entity.deleted === true ? 1 : 0,
      ++this.#version,
    ]);
    for (const entity of entities) this.#remember(kind, entity);
    await this.#engine.insert("posthog.entity", COLUMNS, rows);
  }

  #remember(kind: string, entity: Entity): void {
    const known = this.#kinds.get(kind) ?? new Map<string, Entity>();
    known.set(String(entity.id), entity);
    this.#kinds.set(kind, known);
  }
}

const COLUMNS = ["kind", "id", "json", "deleted", "version"];
