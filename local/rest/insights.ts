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

/** Every insight still shows the field; nobody may write it. */
const NO_FILTERS = {};

/** Most seconds an insight may take. */
const SECONDS = 60;

/**
 * Saved queries, answered by these kinds when a refresh is asked for.
 */
export function insights(kinds: Readonly<Record<string, QueryKind>>): Resource {
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
    passes: (entity, parameters) => {
      const shortId = parameters.get("short_id");
      return (shortId === null || entity["short_id"] === shortId) &&
        (parameters.get("favorited") !== "true" ||
          entity["favorited"] === true);
    },
    prepare(entity, services, before) {
      const { filters = NO_FILTERS } = entity;
      if (filters !== (before?.["filters"] ?? NO_FILTERS)) throw noFilters();
      checkQuery(entity["query"], kinds);
      return {
        ...entity,
        filters,
        short_id: before?.["short_id"] ?? shortId(),
        last_modified_at: services.now().toISOString(),
      };
    },
    show: (entity, services, call) => shown(entity, services, call, kinds),
  };
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

/** Results come when a refresh is asked for, as PostHog's cache is empty here. */
async function shown(
  entity: Entity,
  services: Services,
  { url, params }: Call,
  kinds: Readonly<Record<string, QueryKind>>,
): Promise<unknown> {
  const refresh = url.searchParams.get("refresh") ?? "force_cache";
  const isAsked = params["id"] !== undefined &&
    !["force_cache", "false"].includes(refresh);
  const empty = {
    ...entity,
    result: null,
    hasMore: null,
    columns: null,
    types: null,
    last_refresh: null,
    is_cached: false,
    query_status: null,
    hogql: null,
    timezone: services.store.identity.timezone,
  };
  if (!isAsked) return empty;
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
    ...empty,
    result: JSON.parse(results),
    hogql: hogql ?? null,
    columns: columns ?? null,
    types: types ?? null,
    hasMore: hasMore ?? null,
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
