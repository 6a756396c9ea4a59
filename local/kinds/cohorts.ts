/**
 * Calculates who is in a cohort, and again where that may have changed.
 *
 * @module
 */

import { z } from "zod";
import { compileHogQL } from "../hogql/mod.ts";
import { ApiError } from "../http/api_error.ts";
import { hogqlContext } from "../query/hogql_context.ts";
import type { Services } from "../services.ts";
import type { Entity } from "../store/entities.ts";
import { orApiError, projectFacts } from "./answer.ts";
import type { CohortGroup, CohortLeaf } from "./cohort_filters.ts";
import { cohortPeople } from "./cohort_people.ts";
import { bind, type BoundQuery } from "./hogql_text.ts";

/** What a calculation works with. */
type Project = Pick<Services, "store" | "ingestion" | "now">;

/** "In the last 30 days" means other people as time goes by. */
const MOST_AGE_MS = 3_600_000;

const hogqlSource = z.looseObject({
  kind: z.literal("HogQLQuery"),
  query: z.string(),
  values: z.record(z.string(), z.unknown()).optional(),
});

/** When a cohort was calculated, by the ingestion's version and the clock. */
interface Calculation {
  readonly version: number;
  readonly at: number;
}

/** Keeps the cohorts of a project up to date. */
export class Cohorts {
  readonly #project: Project;
  readonly #calculations = new Map<string, Calculation>();
  readonly #running = new Map<string, Promise<Entity>>();

  /** Of this project. */
  constructor(project: Project) {
    this.#project = project;
  }

  /**
   * A new version of a cohort with the people it has now. Readers see the old
   * one until it is done; calculations of one cohort follow each other.
   *
   * @throws {ApiError} 400 where the definition cannot be used
   */
  async calculate(cohort: Entity): Promise<Entity> {
    this.changed();
    return await this.#inTurn(cohort);
  }

  /** A cohort's people were changed: others may be made of them. */
  changed(): void {
    this.#calculations.clear();
  }

  #inTurn(cohort: Entity): Promise<Entity> {
    const id = String(cohort.id);
    const before = Promise.resolve(this.#running.get(id)).catch(() => {});
    const running = before.then(() => this.#calculate(cohort)).finally(() => {
      if (this.#running.get(id) === running) this.#running.delete(id);
    });
    this.#running.set(id, running);
    return running;
  }

  /**
   * The cohort as it is now: calculated again where something was ingested or
   * another cohort changed since, where an hour has passed, or where nobody
   * knows. A calculation that
   * fails leaves the people as they were, and says so in the cohort.
   */
  async upToDate(cohort: Entity): Promise<Entity> {
    if (!this.#isStale(cohort)) return cohort;
    const running = this.#running.get(String(cohort.id)) ??
      this.#inTurn(cohort);
    return await running.catch((error) => this.#failed(cohort, error));
  }

  /** Brings every cohort up to date. */
  async allUpToDate(): Promise<void> {
    for (const cohort of this.#project.store.entities.list("cohort")) {
      await this.upToDate(cohort);
    }
  }

  #isStale(cohort: Entity): boolean {
    if (cohort["is_static"] === true || cohort.deleted === true) return false;
    const last = this.#calculations.get(String(cohort.id));
    const { ingestion, now } = this.#project;
    return last === undefined || last.version !== ingestion.version ||
      now().getTime() - last.at > MOST_AGE_MS;
  }

  async #calculate(cohort: Entity): Promise<Entity> {
    const { store, ingestion, now } = this.#project;
    // What is ingested meanwhile may be missing, so the time before counts.
    this.#calculations.set(String(cohort.id), {
      version: ingestion.version,
      at: now().getTime(),
    });
    for (const id of cohortsIn(cohort)) {
      const other = store.entities.get("cohort", id);
      if (other !== undefined) await this.upToDate(other);
    }
    const stored = store.entities.get("cohort", cohort.id) ?? cohort;
    const version = Number(stored["version"] ?? 0) + 1;
    await insertMembers(cohort, version, this.#project);
    return await finished(cohort, version, this.#project);
  }

  async #failed(cohort: Entity, error: unknown): Promise<Entity> {
    const { entities } = this.#project.store;
    const failed = {
      ...entities.get("cohort", cohort.id) ?? cohort,
      errors_calculating: Number(cohort["errors_calculating"] ?? 0) + 1,
      last_error_message: error instanceof Error
        ? error.message
        : String(error),
    };
    await entities.put("cohort", failed);
    return failed;
  }
}

/**
 * The ids of the cohorts that a cohort's filters name.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const values = [{ type: "cohort", key: "id", value: 7 }];
 * const filters = { properties: { type: "AND", values } };
 * assertEquals(cohortsIn({ id: 1, filters }), [7]);
 * ```
 */
export function cohortsIn(cohort: Entity): number[] {
  const filters = cohort["filters"] as
    | { properties: CohortGroup }
    | null
    | undefined;
  return filters ? idsIn(filters.properties) : [];
}

function idsIn(node: CohortGroup | CohortLeaf): number[] {
  if ("values" in node) return node.values.flatMap(idsIn);
  const isCohort = node.type === "cohort" || node.type === "static-cohort";
  return isCohort ? [Number(node.value)] : [];
}

async function insertMembers(
  cohort: Entity,
  version: number,
  project: Project,
): Promise<void> {
  const { store, now } = project;
  const { query, values } = await orApiError(() =>
    membersQuery(cohort, project)
  );
  const compiled = await compileHogQL(
    query,
    { values, limited: false },
    hogqlContext(store, true, now),
  ).catch((error) => {
    throw ApiError.validation(error.message, "filters");
  });
  await store.makeViewsFor(compiled.sql);
  const [first = "id"] = compiled.columns;
  await store.engine.execute(
    "INSERT INTO posthog.cohort_person (cohort_id, person_id, version) " +
      `SELECT DISTINCT ${
        Number(cohort.id)
      }, toUUID(\`${first}\`), ${version} ` +
      `FROM (${compiled.sql})`,
  );
}

function membersQuery(cohort: Entity, project: Project): BoundQuery {
  if (cohort["query"]) {
    const parsed = hogqlSource.safeParse(cohort["query"]);
    if (!parsed.success) {
      throw ApiError.validation(
        "Only HogQLQuery can define a cohort.",
        "query",
      );
    }
    return { query: parsed.data.query, values: parsed.data.values ?? {} };
  }
  const { properties } = cohort["filters"] as { properties: CohortGroup };
  return bind(cohortPeople(properties, projectFacts(project)));
}

/**
 * Makes a version of a cohort, whose people are in the table, the one that
 * counts. Of the older ones the last is kept for queries that are running.
 */
export async function finished(
  cohort: Entity,
  version: number,
  { store, now }: Pick<Project, "store" | "now">,
): Promise<Entity> {
  const of = `WHERE cohort_id = ${Number(cohort.id)} AND version`;
  const [row] = await store.engine.rows<{ people: number }>(
    "SELECT uniqExact(person_id) AS people FROM posthog.cohort_person " +
      `${of} = ${version}`,
  );
  const calculated = {
    ...store.entities.get("cohort", cohort.id) ?? cohort,
    version,
    count: row?.people ?? 0,
    is_calculating: false,
    last_calculation: now().toISOString(),
    errors_calculating: 0,
    last_error_message: null,
  };
  await store.entities.put("cohort", calculated);
  if (version > 2) {
    await store.engine.execute(
      `DELETE FROM posthog.cohort_person ${of} < ${version - 1}`,
    );
  }
  return calculated;
}
