/**
 * Endpoints the client has no method for.
 *
 * @module
 */

import { type PathSegment, splitPath } from "./api_path.ts";
import type { Connection } from "./connection.ts";
import { isText } from "./kinds.ts";
import type { SearchValue } from "./transport.ts";

/** How to call an endpoint. */
export interface ApiOptions {
  /**
   * HTTP method. Only GET is tried again after a failure.
   * @default {"GET"}
   */
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** The URL's query; `null` and `undefined` are left out. */
  readonly query?: Readonly<Record<string, SearchValue>>;
  /** A body, sent as JSON. */
  readonly body?: unknown;
  /** Time for one try, in milliseconds, 1 or more. Default: the client's `timeoutMs`. */
  readonly timeoutMs?: number;
  /** Gives up. */
  readonly signal?: AbortSignal;
}

/** Calls an endpoint below the project, or below `/api/` where the path says so. */
export async function callApi(
  connection: Connection,
  path: string | readonly PathSegment[],
  options: ApiOptions,
): Promise<unknown> {
  const { method = "GET", query, body, timeoutMs, signal } = options;
  const segments = isText(path) ? splitPath(path) : path;
  const isRooted = segments[0] === "api";
  const call = {
    action: `${method} ${segments.join("/")}`,
    method,
    search: query,
    json: body,
    timeoutMs,
    signal,
  };
  const reply = isRooted
    ? await connection.api(segments.slice(1), call)
    : await connection.project(segments, call);
  return reply.body;
}
