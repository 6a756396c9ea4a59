/**
 * Persons; "PostHog API, persons". Pages have no count, and may be shorter
 * than asked for although more follow.
 *
 * @module
 */

import { ApiError } from "../http/api_error.ts";
import type { Call, Route } from "../http/route.ts";
import { kindContext, orApiError } from "../kinds/answer.ts";
import { actorsQuery, countActors } from "../kinds/actors/query.ts";
import { bind, hogql } from "../kinds/hogql_text.ts";
import type { Services } from "../services.ts";
import { at, boundsOf, jsonParameter } from "./page.ts";

/** Columns of a person, in the order they are asked for. */
const SELECT = ["person", "created_at"];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The routes of persons.
 */
export function personRoutes(services: Services): Route[] {
  const list = "/api/projects/:project/persons/";
  return [
    { method: "GET", path: list, handle: (call) => personPage(call, services) },
    {
      method: "GET",
      path: `${list}values/`,
      handle: (call) => values(call, services),
    },
    {
      method: "GET",
      path: `${list}cohorts/`,
      handle: (call) => cohortsOf(call, services),
    },
    {
      method: "GET",
      path: `${list}:id/`,
      handle: (call) => onePerson(call, services),
    },
  ];
}

/**
 * A page of persons, all or those of a cohort.
 *
 * @throws {ApiError} 400 for filters that cannot be read
 */
export async function personPage(
  call: Call,
  services: Services,
  within: { readonly cohort?: number } = {},
): Promise<Response> {
  const { url } = call;
  const { limit, offset } = boundsOf(url, 1000);
  const filter: PeopleFilter = {
    properties: await filtersOf(call, services, within.cohort),
    search: url.searchParams.get("search"),
  };
  const { results, hasMore } = await people(services, {
    limit,
    offset,
    ...filter,
  });
  const isCounted = url.searchParams.get("include_total") === "true";
  return Response.json({
    ...(isCounted
      ? { count: await countActors(filter, kindContext(services)) }
      : {}),
    results,
    next: hasMore ? at(url, { limit, offset: offset + limit }) : null,
    previous: offset > 0
      ? at(url, { limit, offset: Math.max(0, offset - limit) })
      : null,
  });
}

/** Parameters of an address as property filters. */
async function filtersOf(
  call: Call,
  services: Services,
  cohort: number | undefined,
): Promise<unknown> {
  const { searchParams } = call.url;
  const given = jsonParameter(call, "properties") ?? [];
  const email = searchParams.get("email");
  const distinctId = searchParams.get("distinct_id");
  const id = cohort ?? searchParams.get("cohort");
  const filters = [
    ...(email ? [{ key: "email", value: email, type: "person" }] : []),
    ...(id ? [{ key: "id", value: Number(id), type: "cohort" }] : []),
    ...(distinctId ? [withId(await personOf(distinctId, services))] : []),
  ];
  const isTree = !Array.isArray(given);
  return isTree
    ? { type: "AND", values: [given, ...filters] }
    : [...asPersonFilters(given), ...filters];
}

/** Filters without a type are about persons here. */
function asPersonFilters(filters: readonly unknown[]): unknown[] {
  return filters.map((filter) =>
    typeof filter === "object" && filter !== null
      ? { type: "person", ...filter }
      : filter
  );
}

/** No person has the empty id. */
async function personOf(
  distinctId: string,
  services: Services,
): Promise<string> {
  const { rows } = await kindContext(services).query(bind(
    hogql`SELECT person_id FROM person_distinct_ids WHERE distinct_id = ${distinctId}`,
  ));
  return String(rows[0]?.[0] ?? "");
}

function withId(id: string) {
  return { key: "id", value: id, type: "person_metadata", operator: "exact" };
}

/** Which persons. */
interface PeopleFilter {
  readonly properties: unknown;
  readonly search?: string | null;
}

interface PeopleRequest extends PeopleFilter {
  readonly limit: number;
  readonly offset: number;
}

async function people(services: Services, request: PeopleRequest) {
  const answer = await orApiError(() =>
    actorsQuery(
      {
        kind: "ActorsQuery",
        select: SELECT,
        orderBy: ["created_at DESC"],
        ...request,
      },
      kindContext(services),
    )
  );
  const rows = answer.results as [Record<string, unknown>, string][];
  return {
    results: rows.map(([person, createdAt]) => shown(person, createdAt)),
    hasMore: answer["hasMore"] === true,
  };
}

function shown(person: Record<string, unknown>, createdAt: string) {
  const properties = person["properties"] as Record<string, unknown>;
  const distinctIds = person["distinct_ids"] as string[] | undefined ?? [];
  const named = properties["email"] ?? properties["name"] ?? distinctIds[0];
  return {
    id: person["id"],
    uuid: person["id"],
    name: String(named ?? person["id"]),
    distinct_ids: distinctIds,
    properties,
    created_at: createdAt,
  };
}

async function onePerson(call: Call, services: Services): Promise<Response> {
  const id = call.params["id"] ?? "";
  if (!UUID.test(id)) {
    throw ApiError.validation(
      `The ID provided does not look like a personID. If you are using a distinctId, please use /persons?distinct_id=${
        encodeURIComponent(id)
      } instead.`,
    );
  }
  const { results } = await people(services, {
    limit: 1,
    offset: 0,
    properties: [withId(id)],
  });
  const [person] = results;
  if (person === undefined) throw ApiError.notFound();
  return Response.json(person);
}

async function cohortsOf({ url }: Call, services: Services): Promise<Response> {
  const person = url.searchParams.get("person_id") ?? "";
  if (!UUID.test(person)) {
    throw ApiError.validation("Expected the uuid of a person", "person_id");
  }
  const { rows } = await kindContext(services).query(bind(
    hogql`SELECT DISTINCT cohort_id FROM cohort_people
WHERE person_id = ${person} ORDER BY cohort_id LIMIT 1000`,
  ));
  const results = rows.flatMap(([id]) => {
    const cohort = services.store.entities.get("cohort", Number(id));
    if (cohort === undefined || cohort.deleted === true) return [];
    const { name, count } = cohort;
    return [{ id: cohort.id, name, count }];
  });
  return Response.json({ results });
}

async function values({ url }: Call, services: Services): Promise<Response> {
  const key = url.searchParams.get("key");
  if (!key) {
    throw ApiError.validation("This field is required.", "key", "required");
  }
  const part = `%${url.searchParams.get("value") ?? ""}%`;
  const { rows } = await kindContext(services).query(bind(
    hogql`SELECT JSONExtractString(properties, ${key}) AS value, count() AS people
FROM persons WHERE JSONHas(properties, ${key}) AND value ILIKE ${part}
GROUP BY value ORDER BY people DESC, value LIMIT 20`,
  ));
  return Response.json(rows.map(([name, count]) => ({ name, count })));
}
