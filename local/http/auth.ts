/**
 * Who asks: personal keys for the private API.
 *
 * @module
 */

import type { Identity } from "../store/identity.ts";
import { ApiError } from "./api_error.ts";

/** Who a request comes from. */
export interface Caller {
  /** How the key was given; PostHog treats the two kinds differently. */
  readonly kind: "personal_api_key" | "oauth";
}

const CHALLENGE = { "www-authenticate": 'Bearer realm="api"' };

/**
 * Checks the key of a request: `Authorization: Bearer`, then the body, then
 * the address, and only the first that is there.
 *
 * @throws {ApiError} 401, as PostHog says it.
 */
export async function authenticate(
  request: Request,
  identity: Identity,
): Promise<Caller> {
  const { key, place } = await keyOf(request);
  if (key === undefined) {
    throw new ApiError(401, {
      type: "authentication_error",
      code: "not_authenticated",
      detail: "Authentication credentials were not provided.",
    }, CHALLENGE);
  }
  const { personalApiKey } = identity;
  if (isSame(key, personalApiKey)) return { kind: "personal_api_key" };
  // An access token of ours is the personal key under OAuth's prefix.
  if (isSame(key, personalApiKey.replace(/^phx_/, "pha_"))) {
    return { kind: "oauth" };
  }
  throw new ApiError(401, {
    type: "authentication_error",
    code: "authentication_failed",
    detail: `Personal API key found in request ${place} is invalid.`,
  }, CHALLENGE);
}

async function keyOf(request: Request) {
  const header = request.headers.get("authorization") ?? "";
  const bearer = /^Bearer\s+(\S+)$/i.exec(header.trim())?.[1];
  if (bearer !== undefined) {
    return { key: bearer, place: "Authorization header" };
  }
  const inBody = await keyInBody(request);
  if (inBody !== undefined) return { key: inBody, place: "body" };
  const key = new URL(request.url).searchParams.get("personal_api_key");
  return { key: key ?? undefined, place: "query string" };
}

async function keyInBody(request: Request): Promise<string | undefined> {
  const type = request.headers.get("content-type") ?? "";
  if (request.body === null || !type.includes("json")) return undefined;
  const body: unknown = await request.clone().json().catch(() => undefined);
  if (typeof body !== "object" || body === null) return undefined;
  const key = Reflect.get(body, "personal_api_key");
  return typeof key === "string" ? key : undefined;
}

/** Compares without telling, by its time, how far two keys agree. */
function isSame(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length;
  for (let index = 0; index < expected.length; index++) {
    difference |= given.charCodeAt(index) ^ expected.charCodeAt(index);
  }
  return difference === 0;
}
