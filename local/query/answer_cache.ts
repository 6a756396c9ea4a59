/**
 * Answers that still hold, because nothing was ingested since.
 *
 * @module
 */

import type { Services } from "../services.ts";
import type { QueryAnswer, QueryNode } from "./query_kind.ts";

/** PostHog asks clients to wait this long before they refresh. */
const REFRESH_AFTER_MS = 60_000;

/** So many answers are kept. */
const MOST_ANSWERS = 100;

/** Larger answers are not worth their memory. */
const LARGEST_ANSWER = 1_000_000;

interface Kept {
  readonly version: number;
  readonly at: number;
  /** The body with `is_cached` as given. */
  text(isCached: boolean): string;
}

/** The last answers. */
export class AnswerCache {
  readonly #services: Services;
  readonly #kept = new Map<string, Kept>();

  /** By the store's version and the clock of these. */
  constructor(services: Services) {
    this.#services = services;
  }

  /** An answer of the last minute that nothing has changed. */
  find(key: string): string | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    const { ingestion, now } = this.#services;
    const isFresh = kept.version === ingestion.version &&
      now().getTime() - kept.at < REFRESH_AFTER_MS;
    return isFresh ? kept.text(true) : undefined;
  }

  /** Remembers an answer; its body, with what the endpoint adds to it. */
  keep(key: string, answer: QueryAnswer): string {
    const { ingestion, now, store } = this.#services;
    const at = now().getTime();
    const iso = (ms: number) => new Date(ms).toISOString();
    const text = (isCached: boolean) =>
      body(answer, {
        is_cached: isCached,
        cache_key: key,
        cache_target_age: iso(at + REFRESH_AFTER_MS),
        last_refresh: iso(at),
        next_allowed_client_refresh: iso(at + REFRESH_AFTER_MS),
        timezone: store.identity.timezone,
        calculation_trigger: null,
        query_status: null,
        query_metadata: null,
      });
    if ((answer.results?.length ?? 0) <= LARGEST_ANSWER) {
      this.#kept.delete(key);
      this.#kept.set(key, { version: ingestion.version, at, text });
    }
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_ANSWERS) break;
      this.#kept.delete(oldest);
    }
    return text(false);
  }
}

/** The `cache_key` of a query. */
export async function cacheKey(node: QueryNode): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify(node));
  const hash = await crypto.subtle.digest("SHA-256", text);
  return `cache_${new Uint8Array(hash).toHex().slice(0, 32)}`;
}

/** Results are text already: the rest is written around them. */
function body(answer: QueryAnswer, more: Record<string, unknown>): string {
  const rest = JSON.stringify({ ...answer.fields, ...more });
  return answer.results === undefined
    ? rest
    : `{"results":${answer.results},${rest.slice(1)}`;
}
