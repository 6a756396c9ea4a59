/**
 * Lists, page by page, the way each of PostHog's resources has it.
 *
 * @module
 */

import { ApiError } from "../http/api_error.ts";
import type { Call } from "../http/route.ts";

const DEFAULT_LIMIT = 100;

/** `limit` and `offset` of an address. */
export interface PageBounds {
  /** Most items on the page. */
  readonly limit: number;
  /** How many items come before it. */
  readonly offset: number;
}

/**
 * Reads `limit` and `offset`; what is no number counts as absent, as in
 * PostHog.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const url = new URL("http://localhost/?limit=10&offset=x");
 * assertEquals(boundsOf(url), { limit: 10, offset: 0 });
 * ```
 */
export function boundsOf(
  { searchParams }: URL,
  most: number = Number.MAX_SAFE_INTEGER,
): PageBounds {
  const limit = whole(searchParams.get("limit"));
  const offset = whole(searchParams.get("offset"));
  return {
    limit: Math.min(
      limit === undefined || limit < 1 ? DEFAULT_LIMIT : limit,
      most,
    ),
    offset: offset ?? 0,
  };
}

/**
 * One page of a list that is in memory, with the number of all items.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const url = new URL("http://localhost/things/?limit=1");
 * const page = await countedPage(url, ["a", "b"]).json();
 * assertEquals(page, {
 *   count: 2,
 *   next: "http://localhost/things/?limit=1&offset=1",
 *   previous: null,
 *   results: ["a"],
 * });
 * ```
 */
export function countedPage(url: URL, items: readonly unknown[]): Response {
  const { limit, offset } = boundsOf(url);
  const end = offset + limit;
  return Response.json({
    count: items.length,
    next: end < items.length ? at(url, { limit, offset: end }) : null,
    previous: offset > 0
      ? at(url, { limit, offset: Math.max(0, offset - limit) })
      : null,
    results: items.slice(offset, end),
  });
}

/**
 * The same address with other parameters; a parameter at 0 or "" falls away.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const url = new URL("http://localhost/things/?search=a&offset=5");
 * assertEquals(at(url, { offset: 0 }), "http://localhost/things/?search=a");
 * ```
 */
export function at(
  url: URL,
  parameters: Readonly<Record<string, string | number>>,
): string {
  const next = new URL(url);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === 0 || value === "") next.searchParams.delete(name);
    else next.searchParams.set(name, String(value));
  }
  return next.href;
}

/**
 * A parameter that is JSON; `undefined` where it is absent.
 *
 * @throws {ApiError} 400 for what is no JSON
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const url = new URL('http://localhost/?properties=["a"]');
 * assertEquals(jsonParameter({ url }, "properties"), ["a"]);
 * ```
 */
export function jsonParameter(
  { url }: Pick<Call, "url">,
  name: string,
): unknown {
  const text = url.searchParams.get(name);
  if (text === null || text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw ApiError.validation(`${name} is not valid JSON`, name);
  }
}

function whole(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}
