/**
 * Cohorts as a resource; "PostHog API, cohorts". They are calculated before
 * the answer goes out, so nobody has to wait for them, and shown as they are
 * now.
 *
 * @module
 */

import { z } from "zod";
import { ApiError } from "../http/api_error.ts";
import { bodyOf, type Call, type Route } from "../http/route.ts";
import { cohortFilters } from "../kinds/cohort_filters.ts";
import { cohortsIn, finished } from "../kinds/cohorts.ts";
import type { Services } from "../services.ts";
import type { Entities, Entity } from "../store/entities.ts";
import { quoted } from "../store/sql_text.ts";
import { personPage } from "./persons.ts";
import { existing, type Resource } from "./resource.ts";

/** Cohorts, dynamic and static. */
export const COHORTS: Resource = {
  kind: "cohort",
  path: "cohorts",
  searchIn: ["name"],
  fields: z.object({
    name: z.string().min(1).max(400),
    description: z.string().max(1000).optional(),
    filters: cohortFilters.nullish(),
    query: z.looseObject({ kind: z.string() }).nullish(),
    is_static: z.boolean().optional(),
    _create_static_person_ids: z.array(z.uuid()).optional(),
  }),
  initial: {
    description: "",
    groups: [],
    filters: null,
    query: null,
    is_static: false,
    is_calculating: false,
    version: null,
    pending_version: null,
    count: null,
    last_calculation: null,
    errors_calculating: 0,
    last_error_message: null,
    experiment_set: [],
  },
  passes: (entity, parameters) => {
    const type = parameters.get("type");
    return (type === null ||
      (type === "static") === (entity["is_static"] === true)) &&
      (parameters.get("hide_behavioral_cohorts") !== "true" ||
        entity["cohort_type"] !== "behavioral");
  },
  prepare(entity, { store }, before) {
    checkSources(entity, before);
    checkLoop(entity, store.entities);
    return { ...entity, cohort_type: typeOf(entity) };
  },
  stored: (entity, services) => calculated(entity, services),
  async show(entity, { cohorts }) {
    const { _create_static_person_ids: _, ...shown } = await cohorts.upToDate(
      entity,
    );
    return shown;
  },
};

/**
 * What one can do with the people of a cohort.
 */
export function cohortRoutes(services: Services): Route[] {
  const one = "/api/projects/:project/cohorts/:id/";
  return [
    {
      method: "GET",
      path: `${one}persons/`,
      handle: (call) => {
        const cohort = existing(COHORTS, services, call);
        return personPage(call, services, { cohort: Number(cohort.id) });
      },
    },
    {
      method: "PATCH",
      path: `${one}add_persons_to_static_cohort/`,
      handle: (call) => addPersons(call, services),
    },
    {
      method: "PATCH",
      path: `${one}remove_person_from_static_cohort/`,
      handle: (call) => removePerson(call, services),
    },
  ];
}

function checkSources(entity: Entity, before: Entity | undefined): void {
  const ids = entity["_create_static_person_ids"];
  const hasIds = Array.isArray(ids) && ids.length > 0;
  if (entity["filters"] && entity["query"]) {
    throw ApiError.validation("Cannot set both a query and filters.", "query");
  }
  if (before !== undefined || entity["filters"] || entity["query"]) return;
  if (entity["is_static"] === true && !hasIds) {
    throw ApiError.validation(
      "Static cohorts need person ids, a query or filters to be made of.",
      "is_static",
    );
  }
  if (entity["is_static"] !== true) {
    throw ApiError.validation(
      "Cohort filters are required.",
      "filters",
      "required",
    );
  }
}

/** A cohort that is made of itself has no people. */
function checkLoop(cohort: Entity, entities: Entities): void {
  const seen = new Set<number>();
  const toSee = cohortsIn(cohort);
  for (const id of toSee) {
    if (id === cohort.id) {
      throw ApiError.validation(
        "Cohorts cannot reference other cohorts in a loop.",
        "filters",
      );
    }
    const other = entities.get("cohort", id);
    if (other === undefined || seen.has(id)) continue;
    seen.add(id);
    toSee.push(...cohortsIn(other));
  }
}

function typeOf(entity: Entity): string {
  if (entity["is_static"] === true) return "static";
  if (entity["query"]) return "analytical";
  return JSON.stringify(entity["filters"]).includes('"behavioral"')
    ? "behavioral"
    : "person_property";
}

/** A static cohort is made once: of ids, or of who its definition means. */
async function calculated(entity: Entity, services: Services): Promise<Entity> {
  const isDone = entity["is_static"] === true && entity["version"] !== null;
  if (isDone) return entity;
  const ids = entity["_create_static_person_ids"];
  if (!Array.isArray(ids) || ids.length === 0) {
    return await services.cohorts.calculate(entity);
  }
  const version = Number(entity["version"] ?? 0) + 1;
  await insertIds(entity, version, ids.map(String), services);
  return await finished(entity, version, services);
}

async function insertIds(
  entity: Entity,
  version: number,
  ids: readonly string[],
  { store }: Services,
): Promise<void> {
  await store.engine.insert(
    "posthog.cohort_person",
    ["cohort_id", "person_id", "version"],
    ids.map((id) => [Number(entity.id), id, version]),
  );
}

async function addPersons(call: Call, services: Services): Promise<Response> {
  const cohort = staticCohort(call, services);
  const { person_ids } = await bodyOf(
    call,
    z.object({ person_ids: z.array(z.uuid()).min(1) }),
  );
  const version = Number(cohort["version"] ?? 1);
  await insertIds(cohort, version, person_ids, services);
  await finished(cohort, version, services);
  services.cohorts.changed();
  return Response.json({ success: true });
}

async function removePerson(call: Call, services: Services): Promise<Response> {
  const cohort = staticCohort(call, services);
  const { person_id } = await bodyOf(call, z.object({ person_id: z.uuid() }));
  const version = Number(cohort["version"] ?? 1);
  // The others move to a new version, so that readers see all or nothing.
  await services.store.engine.execute(
    "INSERT INTO posthog.cohort_person (cohort_id, person_id, version) " +
      `SELECT cohort_id, person_id, ${
        version + 1
      } FROM posthog.cohort_person FINAL ` +
      `WHERE cohort_id = ${Number(cohort.id)} AND version = ${version} ` +
      `AND person_id != ${quoted(person_id)}`,
  );
  await finished(cohort, version + 1, services);
  services.cohorts.changed();
  return Response.json({ success: true });
}

function staticCohort(call: Call, services: Services): Entity {
  const cohort = existing(COHORTS, services, call);
  if (cohort["is_static"] === true) return cohort;
  throw ApiError.validation(
    "Can only add or remove persons of static cohorts.",
  );
}
