/**
 * The query endpoint: now or later, by kind.
 *
 * @module
 */

import { z } from "zod";
import { ApiError } from "../http/api_error.ts";
import { bodyOf } from "../http/route.ts";
import type { Call, Route } from "../http/route.ts";
import type { Services } from "../services.ts";
import type { ReadProgress } from "../store/engine.ts";
import { AnswerCache, cacheKey } from "./answer_cache.ts";
import { filtersOverride, overridden, variablesOverride } from "./overrides.ts";
import type { QueryKind, QueryNode } from "./query_kind.ts";
import { QueryJobs } from "./query_jobs.ts";
import type { QueryJob } from "./query_jobs.ts";

/** "PostHog API, query endpoint". */
const Sent = z.looseObject({
  query: z.looseObject({ kind: z.string() }),
  refresh: z.union([z.string(), z.boolean()]).nullish(),
  async: z.boolean().nullish(),
  client_query_id: z.string().nullish(),
  name: z.string().nullish(),
  filters_override: filtersOverride.nullish(),
  variables_override: variablesOverride.nullish(),
});

type QueryRequest = z.infer<typeof Sent>;

/** Most seconds a query may run, by who asks and how. */
export interface QueryLimits {
  /** With a personal API key. @default {10} */
  readonly personalKeySeconds?: number;
  /** With another credential. @default {60} */
  readonly seconds?: number;
  /** In the background. @default {600} */
  readonly asyncSeconds?: number;
}

/** How one query is answered. */
interface Asked {
  readonly key: string;
  readonly id: string;
  readonly offsetAllowed: boolean;
  readonly maxSeconds: number;
}

/** Nodes that only say how to show another query. */
const WRAPPERS: ReadonlySet<string> = new Set([
  "DataTableNode",
  "DataVisualizationNode",
  "InsightVizNode",
]);

/** The query endpoint of a project. */
export class QueryEndpoint {
  readonly #services: Services;
  readonly #kinds: Readonly<Record<string, QueryKind>>;
  readonly #limits: Required<QueryLimits>;
  readonly #jobs: QueryJobs;
  readonly #cache: AnswerCache;
  /** Engine's name for each query that runs, by its public id. */
  readonly #running = new Map<string, string>();

  /** Answers these kinds. */
  constructor(
    services: Services,
    kinds: Readonly<Record<string, QueryKind>>,
    limits: QueryLimits,
  ) {
    this.#services = services;
    this.#kinds = kinds;
    this.#limits = {
      personalKeySeconds: 10,
      seconds: 60,
      asyncSeconds: 600,
      ...limits,
    };
    this.#jobs = new QueryJobs(services.now);
    this.#cache = new AnswerCache(services);
  }

  /** Its routes. */
  routes(): Route[] {
    const path = "/api/projects/:project/query/";
    return [
      { method: "POST", path, handle: (call) => this.#create(call) },
      {
        method: "POST",
        path: `${path}check_auth_for_async/`,
        handle: () => Response.json({ user: "ok" }),
      },
      {
        method: "POST",
        path: `${path}:kind/`,
        handle: (call) => this.#create(call),
      },
      {
        method: "GET",
        path: `${path}:id/`,
        handle: (call) => this.#status(call),
      },
      {
        method: "DELETE",
        path: `${path}:id/`,
        handle: ({ params }) => this.#cancel(params["id"] ?? ""),
      },
    ];
  }

  /** Stops what runs in the background. */
  async close(): Promise<void> {
    for (const engineId of this.#running.values()) {
      await this.#services.store.engine.stop(engineId);
    }
    await this.#jobs.idle();
  }

  async #create(call: Call): Promise<Response> {
    const request = await bodyOf<QueryRequest>(call, Sent);
    const node = overridden(unwrapped(request.query), request);
    const kind = call.params["kind"];
    if (kind !== undefined && kind !== request.query.kind) {
      throw ApiError.validation(
        `Query kind mismatch: path kind "${kind}" does not match body kind "${request.query.kind}".`,
      );
    }
    const refresh = request.async === true ? "async" : request.refresh;
    const isPersonal = call.caller?.kind === "personal_api_key";
    const id = request.client_query_id || crypto.randomUUID();
    const key = await cacheKey(node);
    const run = (maxSeconds: number) =>
      this.#answer(node, { key, id, offsetAllowed: !isPersonal, maxSeconds });
    const cached = mayBeCached(refresh) ? this.#cache.find(key) : undefined;
    if (cached !== undefined) return json(200, cached);
    if (isAsync(refresh)) {
      const job = this.#jobs.start(id, () => run(this.#limits.asyncSeconds));
      return this.#described(job);
    }
    const { personalKeySeconds, seconds } = this.#limits;
    return json(200, await run(isPersonal ? personalKeySeconds : seconds));
  }

  async #answer(
    node: QueryNode,
    { key, id, offsetAllowed, maxSeconds }: Asked,
  ): Promise<string> {
    const kind = this.#kinds[node.kind];
    if (kind === undefined) {
      const known = Object.keys(this.#kinds).sort().join(", ");
      throw ApiError.validation(
        `Query kind "${node.kind}" is not supported here. Use one of: ${known}`,
        "query",
      );
    }
    const engineId = crypto.randomUUID();
    this.#running.set(id, engineId);
    try {
      const services = this.#services;
      const run = { services, id: engineId, offsetAllowed, maxSeconds };
      const answer = await kind(node, run);
      return this.#cache.keep(key, answer);
    } finally {
      this.#running.delete(id);
    }
  }

  async #status({ params, url }: Call): Promise<Response> {
    const id = params["id"] ?? "";
    const job = this.#jobs.find(id);
    if (job !== undefined) {
      const isWanted = url.searchParams.get("show_progress") === "true";
      return this.#described(job, isWanted ? await this.#progress(id) : null);
    }
    const team = this.#services.store.identity.projectId;
    throw ApiError.notFound(`Query ${id} not found for team ${team}`);
  }

  /** Nothing before ClickHouse has begun and after it has ended. */
  async #progress(id: string): Promise<ReadProgress | null> {
    const engineId = this.#running.get(id);
    if (engineId === undefined) return null;
    return await this.#services.store.engine.progress(engineId) ?? null;
  }

  async #cancel(id: string): Promise<Response> {
    const engineId = this.#running.get(id);
    if (engineId !== undefined) {
      await this.#services.store.engine.stop(engineId);
    }
    this.#jobs.forget(id);
    return Response.json({ message: "Query cancelled" });
  }

  #described(job: QueryJob, progress: ReadProgress | null = null): Response {
    const team = this.#services.store.identity.projectId;
    const status = job.endedAt === undefined
      ? 202
      : job.error === undefined
      ? 200
      : job.error.status < 500
      ? 400
      : 500;
    return json(status, this.#jobs.describe(job, team, progress));
  }
}

function unwrapped(node: QueryNode): QueryNode {
  const source = node["source"];
  const isWrapper = WRAPPERS.has(node.kind) && typeof source === "object" &&
    source !== null;
  return isWrapper ? unwrapped(source as QueryNode) : node;
}

function isAsync(refresh: QueryRequest["refresh"]): boolean {
  return refresh === "async" || refresh === "lazy_async" ||
    refresh === "force_async";
}

/** The endpoint always wants to calculate, unless it is told otherwise. */
function mayBeCached(refresh: QueryRequest["refresh"]): boolean {
  return refresh === "async" || refresh === "lazy_async" ||
    refresh === "async_except_on_cache_miss";
}

function json(status: number, text: string): Response {
  return new Response(text, {
    status,
    headers: { "content-type": "application/json" },
  });
}
