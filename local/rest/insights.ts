/**
 * Insights as a resource; "PostHog API, insights".
 *
 * @module
 */

import { z } from "zod";
import { ApiError } from "../http/api_error.ts";
import type { Call } from "../http/route.ts";
import type { QueryKind, QueryNode } from "../query/query_kind.ts";
import type { Services } from "../services.ts";
import type { Entity } from "../store/entities.ts";
import type { Resource } from "./resource.ts";

const LETTERS =
  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

const node = z.looseObject({ kind: z.string() });

/** The last answers to so many insights are kept. */
const MOST_ANSWERS = 100;

/** What an insight shows beside its definition once it was computed. */
type Answered = Readonly<Record<string, unknown>>;

/** Most seconds an insight may take. */
const SECONDS = 60;

/**
 * Saved queries, answered by these kinds when a refresh is asked for.
 */
export function insights(kinds: Readonly<Record<string, QueryKind>>): Resource {
  const answers = new Map<string, Answered>();
  return {
    kind: "insight",
    path: "insights",
    searchIn: ["name", "derived_name", "description"],
    fields: z.object({
      name: z.string().max(400).nullish(),
      description: z.string().max(400).nullish(),
      query: node.nullish(),
      filters: z.unknown().optional(),
      dashboards: z.array(z.number().int()).nullish(),
      tags: z.array(z.string()).optional(),
      favorited: z.boolean().optional(),
      saved: z.boolean().optional(),
      order: z.number().int().nullish(),
    }),
    initial: {
      name: null,
      derived_name: null,
      description: "",
      order: null,
      dashboards: [],
      dashboard_tiles: [],
      tags: [],
      favorited: false,
      saved: true,
      is_sample: false,
      alerts: [],
      user_access_level: "editor",
    },
    find: (key, { store }) =>
      store.entities.list("insight").find((it) => it["short_id"] === key),
    passes,
    prepare(entity, services, before) {
      if (Object.keys(entity["filters"] ?? {}).length > 0) throw noFilters();
      checkQuery(entity["query"], kinds);
      return {
        ...entity,
        // Every insight still shows the field.
        filters: {},
        short_id: before?.["short_id"] ?? shortId(),
        last_modified_at: services.now().toISOString(),
      };
    },
    async show(entity, services, call) {
      const key = JSON.stringify([entity.id, entity["query"]]);
      if (isAskedFor(call)) {
        answers.delete(key);
        answers.set(key, await answered(entity, services, kinds));
        const [oldest = ""] = answers.keys();
        if (answers.size > MOST_ANSWERS) answers.delete(oldest);
        return { ...entity, ...NOT_ANSWERED, ...answers.get(key) };
      }
      const kept = answers.get(key);
      return {
        ...entity,
        ...NOT_ANSWERED,
        timezone: services.store.identity.timezone,
        ...kept,
        is_cached: kept !== undefined,
      };
    },
  };
}

/** The parameters of the list; tags are separated by commas, any will do. */
function passes(entity: Entity, parameters: URLSearchParams): boolean {
  const shortId = parameters.get("short_id");
  const wanted = parameters.get("tags")?.split(",") ?? [];
  const tags = entity["tags"];
  return (shortId === null || entity["short_id"] === shortId) &&
    (wanted.length === 0 ||
      Array.isArray(tags) && wanted.some((tag) => tags.includes(tag))) &&
    ["favorited", "saved"].every((flag) =>
      parameters.get(flag) !== "true" || entity[flag] === true
    );
}

/** Everybody was moved from `filters` to queries. */
function noFilters(): ApiError {
  return new ApiError(403, {
    type: "authentication_error",
    code: "permission_denied",
    detail:
      "Creating or updating insights with legacy filters is not allowed. Use query instead.",
  });
}

function checkQuery(
  query: unknown,
  kinds: Readonly<Record<string, QueryKind>>,
): void {
  const parsed = node.safeParse(query);
  if (!parsed.success) {
    throw ApiError.validation("This field is required.", "query", "required");
  }
  const source = sourceOf(parsed.data);
  if (!Object.hasOwn(kinds, source.kind)) {
    throw ApiError.validation(
      `Query kind "${source.kind}" is not supported here. Use one of: ${
        Object.keys(kinds).sort().join(", ")
      }`,
      "query",
    );
  }
}

const NOT_ANSWERED: Answered = {
  result: null,
  hasMore: null,
  columns: null,
  types: null,
  last_refresh: null,
  is_cached: false,
  query_status: null,
  hogql: null,
};

/** A list, and a request that says nothing, get what is there already. */
function isAskedFor({ url, params }: Call): boolean {
  const refresh = url.searchParams.get("refresh") ?? "force_cache";
  return params["id"] !== undefined &&
    !["force_cache", "false"].includes(refresh);
}

async function answered(
  entity: Entity,
  services: Services,
  kinds: Readonly<Record<string, QueryKind>>,
): Promise<Answered> {
  const source = sourceOf(node.parse(entity["query"]));
  const answer = await kinds[source.kind]?.(source, {
    services,
    id: crypto.randomUUID(),
    offsetAllowed: true,
    maxSeconds: SECONDS,
  });
  const { fields = {}, results = "null" } = answer ?? {};
  const { hogql, columns, types, hasMore } = fields;
  return {
    result: JSON.parse(results),
    hogql: hogql ?? null,
    columns: columns ?? null,
    types: types ?? null,
    hasMore: hasMore ?? null,
    timezone: services.store.identity.timezone,
    last_refresh: services.now().toISOString(),
  };
}

function sourceOf(query: QueryNode): QueryNode {
  const { source } = query;
  const inner = node.safeParse(source);
  return inner.success ? sourceOf(inner.data) : query;
}

function shortId(): string {
  return Array.from(
    crypto.getRandomValues(new Uint8Array(8)),
    (byte) => LETTERS[byte % LETTERS.length],
  ).join("");
}
