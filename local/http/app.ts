/**
 * The server as a function from request to answer.
 *
 * @module
 */

import config from "../../deno.json" with { type: "json" };
import { ApiError } from "./api_error.ts";
import { authenticate } from "./auth.ts";
import type { Caller } from "./auth.ts";
import { withBodyLimit } from "./body_limit.ts";
import { Router } from "./route.ts";
import type { Route } from "./route.ts";
import type { Identity } from "../store/identity.ts";
import { parseFault, withFault } from "./fault.ts";
import type { FaultPlan } from "./fault.ts";

/** Told in every answer, so that a result can say where it came from. */
const ENGINE_HEADER = "X-PostHog-Engine";

/** Name and version of this server. */
const ENGINE: string = `posthog-embedded/${config.version}`;

/** What the function needs. */
export interface AppOptions {
  /** The project and its keys. */
  readonly identity: Identity;
  /** All routes; earlier ones win. */
  readonly routes: readonly Route[];
  /** Faults to answer with, beside those that requests ask for. */
  readonly faults?: FaultPlan | undefined;
}

/** Puts routes, keys, faults and error shapes together. */
export function createApp(
  options: AppOptions,
): (request: Request) => Promise<Response> {
  const { identity, routes, faults } = options;
  const router = new Router(routes);
  return async (request) => {
    const fault = parseFault(request, faults);
    const response = await withFault(
      fault,
      () => answer(request, router, identity),
    );
    if (!response.headers.has(ENGINE_HEADER)) {
      response.headers.set(ENGINE_HEADER, ENGINE);
    }
    return response;
  };
}

async function answer(
  received: Request,
  router: Router,
  identity: Identity,
): Promise<Response> {
  try {
    const request = withBodyLimit(received);
    const url = new URL(request.url);
    if (request.method === "OPTIONS") {
      return await options(request, router.options(url.pathname), identity);
    }
    const { route, params } = router.find(request.method, url.pathname);
    const caller: Caller | undefined = route.isPublic === true
      ? undefined
      : await authenticate(request, identity);
    checkProject(params["project"], identity);
    if (route.isPublic !== true) checkFormat(url);
    const response = await route.handle({ request, url, params, caller });
    if (route.isPublic) shareAcrossOrigins(request, response);
    return request.method === "HEAD" ? withoutBody(response) : response;
  } catch (error) {
    if (error instanceof ApiError) return error.toResponse();
    if (isStackOverflow(error)) {
      return ApiError.validation("The request is nested too deeply")
        .toResponse();
    }
    const detail = error instanceof Error ? error.message : String(error);
    return new ApiError(500, { type: "server_error", code: "error", detail })
      .toResponse();
  }
}

/** Only what callers nest is read by functions that call themselves. */
function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && /call stack/.test(error.message);
}

/** Another form than the one asked for would be no answer. */
function checkFormat({ searchParams }: URL): void {
  const format = searchParams.get("format") ?? "json";
  if (format === "json") return;
  throw ApiError.validation(
    `The format "${format}" is not supported here: expected json`,
    "format",
  );
}

/** A browser asks before it sends events; others ask what there is. */
async function options(
  request: Request,
  { allow, isPublic }: { readonly allow: string; readonly isPublic: boolean },
  identity: Identity,
): Promise<Response> {
  if (!isPublic) {
    await authenticate(request, identity);
    const json = ["application/json"];
    return Response.json({ renders: json, parses: json }, {
      headers: { allow },
    });
  }
  const response = new Response(null, { status: 204, headers: { allow } });
  response.headers.set("access-control-allow-methods", allow);
  const wanted = request.headers.get("access-control-request-headers");
  if (wanted) response.headers.set("access-control-allow-headers", wanted);
  shareAcrossOrigins(request, response);
  return response;
}

/** Pages of any origin may send events and ask for flags. */
function shareAcrossOrigins(request: Request, response: Response): void {
  const origin = request.headers.get("origin");
  if (origin === null) return;
  response.headers.set("access-control-allow-origin", origin);
  response.headers.set("access-control-allow-credentials", "true");
  response.headers.append("vary", "Origin");
}

async function withoutBody(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, response);
}

function checkProject(asked: string | undefined, identity: Identity): void {
  if (asked === undefined || asked === "@current") return;
  if (asked !== String(identity.projectId)) {
    throw ApiError.notFound("Project not found.");
  }
}
