/**
 * Tables of routes: what a room of the server answers to.
 *
 * @module
 */

import type { z } from "zod";
import { ApiError } from "./api_error.ts";
import type { Caller } from "./auth.ts";

/** One request on its way to a route. */
export interface Call {
  /** The request, its body not read yet. */
  readonly request: Request;
  /** Its address. */
  readonly url: URL;
  /** What stands for the `:names` of the path. */
  readonly params: Readonly<Record<string, string>>;
  /** Who asks; nobody on public routes. */
  readonly caller: Caller | undefined;
}

/** One thing the server answers to. */
export interface Route {
  /** GET, POST, PATCH, PUT or DELETE. */
  readonly method: string;
  /**
   * For example `/api/projects/:project/cohorts/:id/`. `:project` is checked
   * before the route is called; `/api/environments/` means the same.
   */
  readonly path: string;
  /** Whether the project's public key is enough; it is checked by the route. */
  readonly isPublic?: boolean;
  /** Answers, or throws an {@linkcode ApiError}. */
  handle(call: Call): Response | Promise<Response>;
}

/**
 * The JSON body of a call, by a schema.
 *
 * @throws {ApiError} 400 with the field as `attr`, as PostHog says it.
 */
export async function bodyOf<T>(call: Call, schema: z.ZodType<T>): Promise<T> {
  const text = await call.request.text();
  let body: unknown;
  try {
    body = JSON.parse(text || "{}");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ApiError(400, {
      type: "invalid_request",
      code: "parse_error",
      detail: `JSON parse error - ${reason}`,
    });
  }
  const parsed = schema.safeParse(body, { reportInput: true });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const isMissing = issue?.code === "invalid_type" && issue.input === undefined;
  throw ApiError.validation(
    isMissing ? "This field is required." : issue?.message ?? "Invalid value.",
    issue?.path.join("__") || null,
    isMissing ? "required" : "invalid_input",
  );
}

/** A route at a path, and what stands for its `:names`. */
interface Match {
  readonly route: Route;
  readonly params: Record<string, string>;
}

/** Finds the route of a request among tables of routes. */
export class Router {
  readonly #routes: readonly { route: Route; pattern: RegExp }[];

  /** Earlier routes win. */
  constructor(routes: readonly Route[]) {
    this.#routes = routes.map((route) => ({
      route,
      pattern: toPattern(route),
    }));
  }

  /** The route and its parameters; HEAD is answered as GET is. */
  find(
    method: string,
    pathname: string,
  ): { route: Route; params: Record<string, string> } {
    const wanted = method === "HEAD" ? "GET" : method;
    const matches = this.#at(pathname);
    for (const { route, params } of matches) {
      if (route.method === wanted) return { route, params: decoded(params) };
    }
    if (matches.length === 0) throw ApiError.notFound("Endpoint not found.");
    throw ApiError.methodNotAllowed(method, allowed(matches));
  }

  /**
   * What may be done at a path, and whether the public key is enough.
   *
   * @throws {ApiError} 404 where there is nothing
   */
  options(pathname: string): { allow: string; isPublic: boolean } {
    const matches = this.#at(pathname);
    if (matches.length === 0) throw ApiError.notFound("Endpoint not found.");
    return {
      allow: allowed(matches),
      isPublic: matches.some(({ route }) => route.isPublic === true),
    };
  }

  #at(pathname: string): Match[] {
    const path = pathname.replace(/^\/api\/environments\//, "/api/projects/");
    return this.#routes.flatMap(({ route, pattern }) => {
      const match = pattern.exec(path);
      return match === null ? [] : [{ route, params: match.groups ?? {} }];
    });
  }
}

/** The header `Allow`. */
function allowed(matches: readonly Match[]): string {
  const methods = new Set(matches.map(({ route }) => route.method));
  if (methods.has("GET")) methods.add("HEAD");
  return [...methods, "OPTIONS"].join(", ");
}

/** A final slash may be there or not. */
function toPattern(route: Route): RegExp {
  const source = route.path.replace(/\/$/, "")
    .replace(/[.+*?^$()[\]{}|\\]/g, "\\$&")
    .replace(/:(\w+)/g, "(?<$1>[^/]+)");
  return new RegExp(`^${source}/?$`);
}

function decoded(groups: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(groups).map(([name, value]) => [name, decode(value)]),
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw ApiError.notFound();
  }
}
