/**
 * Lists: what every method that lists something returns, and how the pages
 * of PostHog's API are put together.
 *
 * @module
 */

import { sealEnvelope } from "./answer_envelope.ts";
import type { Connection } from "./connection.ts";
import type { Envelope } from "./envelope.ts";
import { ConnectionError } from "./errors.ts";
import { failure } from "./failure.ts";
import { isText } from "./kinds.ts";
import { checkCount } from "./query_limit.ts";
import type { EndpointClass } from "./rate_limiter.ts";
import { fit, Flag, nullish, object, Objects, Text } from "./shape.ts";
import type { SearchValue } from "./transport.ts";
import { unexpected } from "./wire_shape.ts";

/**
 * Some objects, and the truth about them: `envelope.truncated` tells whether
 * more exist than were asked for.
 */
export interface Listing<T> {
  /** The objects, in the server's order. */
  readonly rows: readonly T[];
  /** How many, whether more exist, as of when, from where. */
  readonly envelope: Envelope;
}

/** What every method that lists something takes. */
export interface ListOptions {
  /**
   * Most objects; `Infinity` for all.
   * @default {100}
   */
  readonly limit?: number;
  /** Gives up. */
  readonly signal?: AbortSignal;
}

/** What to list. */
export interface ListCall extends ListOptions {
  /** Path below the project, one segment. */
  readonly path: string;
  /** The URL's query. */
  readonly search?: Readonly<Record<string, SearchValue>>;
  /** Whose limit it counts against. */
  readonly endpoint?: EndpointClass;
  /** A field that every object has. */
  readonly key?: string;
  /** Leaves objects out on this side. */
  readonly keep?:
    | ((item: Readonly<Record<string, unknown>>) => boolean)
    | undefined;
}

/** Most objects per request; PostHog's lists take more, but few need it. */
const MAX_PAGE = 1_000;

type Item = Record<string, unknown>;

/** One page of a list, in any of the shapes that PostHog has for one. */
interface Page {
  readonly results: Item[];
  readonly next?: string | null | undefined;
  readonly has_next?: boolean | null | undefined;
  readonly hasMore: boolean;
}

const PageShape = object({
  results: Objects,
  next: nullish(Text),
  has_next: nullish(Flag),
  hasMore: nullish(Flag, false),
});

/** Lists objects, and tells the observer how complete the list is. */
export async function list<T>(
  connection: Connection,
  call: ListCall,
): Promise<Listing<T>> {
  const { limit = 100, path, search = {} } = call;
  const startedAt = connection.settings.now();
  const { items, headers } = await collect(connection, call);
  const rows = items.slice(0, limit);
  return {
    // The one cast of lists: their fields are PostHog's, as documented.
    rows: rows as T[],
    envelope: await sealEnvelope(connection, {
      question: [path, search],
      rows: rows.length,
      truncated: items.length > limit,
      limit: Number.isFinite(limit) ? limit : null,
      startedAt,
      headers,
    }),
  };
}

/**
 * Follows pages until there are enough objects or no more. One more than
 * asked for is looked for, so that `truncated` is certain. A short page is no
 * end: PostHog filters some lists after it has cut them.
 */
export async function collect(
  connection: Connection,
  call: ListCall,
): Promise<{ items: Item[]; headers: Headers }> {
  const { limit = 100, path, keep = () => true } = call;
  checkLimit(limit);
  const items: Item[] = [];
  const seen = new Set<string>();
  let query: Readonly<Record<string, SearchValue>> | undefined = {
    ...call.search,
    limit: Math.min(limit + 1, MAX_PAGE),
  };
  let headers = new Headers();
  while (query && items.length <= limit) {
    const reply = await connection.project([path], {
      action: `list ${path}`,
      search: query,
      endpoint: call.endpoint ?? "crud",
      signal: call.signal,
    });
    headers = reply.headers;
    const page = parsePage(reply.body, call);
    items.push(...page.results.filter(keep));
    query = nextQuery(page, query);
    const place = JSON.stringify(query);
    if (query && seen.has(place)) {
      throw failure(
        ConnectionError,
        `list ${path}`,
        "the server points to the same page again",
        "no_progress",
        "Pass a limit below the number of results",
      );
    }
    seen.add(place);
  }
  return { items, headers };
}

/** Checks a `limit` of a list. */
export function checkLimit(limit: number): void {
  checkCount("list", "limit", limit, "Pass 1 or more", Infinity);
}

/** Checks a page: objects, each with its key. */
export function parsePage(
  body: unknown,
  { path, key = "id" }: ListCall,
): Page {
  // Some lists come bare, in one piece.
  const page = fit(PageShape, Array.isArray(body) ? { results: body } : body);
  if (page?.results.every((item) => key in item)) return page;
  throw unexpected(
    `the list of ${path}`,
    `it is no list of objects with "${key}"`,
  );
}

/**
 * The query of the next page. Only the query of `next` is used: behind a
 * proxy its host may be wrong, and the key must not follow it there.
 */
function nextQuery(
  page: Page,
  query: Readonly<Record<string, SearchValue>>,
): Record<string, SearchValue> | undefined {
  if (isText(page.next) && page.next !== "") {
    const { searchParams } = new URL(page.next, "http://localhost");
    return { ...query, ...Object.fromEntries(searchParams) };
  }
  return page.has_next === true
    ? { ...query, offset: Number(query["offset"] ?? 0) + page.results.length }
    : undefined;
}
