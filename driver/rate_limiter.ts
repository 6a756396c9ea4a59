/**
 * Keeps requests under PostHog's limits, so that a script slows down rather
 * than fail.
 *
 * @module
 */

import { RateLimitError } from "./errors.ts";
import { failure } from "./failure.ts";
import { MAX_WAIT_MS } from "./retry.ts";

/** Endpoints that share a limit. */
export type EndpointClass = "query" | "analytics" | "crud" | "ingestion";

/** Most requests in a minute and in an hour. */
export interface RateLimit {
  /** Requests per minute. */
  readonly perMinute: number;
  /** Requests per hour. */
  readonly perHour: number;
}

/** Limits by class; a class without one is not limited on this side. */
export type RateLimits = Partial<Readonly<Record<EndpointClass, RateLimit>>>;

/** How much of a limit is used, seen from this client. */
export interface RateLimitStatus {
  /** The class of endpoints. */
  readonly endpoint: EndpointClass;
  /** The limit, or `null` where none is known. */
  readonly limit: RateLimit | null;
  /** Requests left in this minute and hour, the smaller; `null` without a limit. */
  readonly remaining: number | null;
  /** When a request may be sent next: ISO 8601; `null` means now. */
  readonly availableAt: string | null;
}

/** PostHog Cloud's documented limits for personal API keys. */
export const CLOUD_LIMITS: RateLimits = {
  query: { perMinute: 240, perHour: 2400 },
  analytics: { perMinute: 240, perHour: 1200 },
  crud: { perMinute: 480, perHour: 4800 },
};

const CLASSES: readonly EndpointClass[] = [
  "query",
  "analytics",
  "crud",
  "ingestion",
];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Counts what was sent, and makes the next request wait for its turn. */
export class RateLimiter {
  #limits: RateLimits;
  #now: () => number;
  #delay: (ms: number, signal?: AbortSignal) => Promise<void>;
  #sent = new Map<EndpointClass, number[]>();
  #blockedUntil = new Map<EndpointClass, number>();

  constructor(
    limits: RateLimits,
    now: () => number,
    delay: (ms: number, signal?: AbortSignal) => Promise<void>,
  ) {
    this.#limits = limits;
    this.#now = now;
    this.#delay = delay;
  }

  /** Waits for a turn and takes it; throws where the wait would be too long. */
  async enter(endpoint: EndpointClass, signal?: AbortSignal): Promise<void> {
    for (;;) {
      const wait = this.#wait(endpoint);
      if (wait <= 0) break;
      if (wait > MAX_WAIT_MS) throw exhausted(endpoint, wait);
      await this.#delay(wait, signal);
    }
    if (this.#limits[endpoint]) {
      this.#recent(endpoint).push(this.#now());
    }
  }

  /** Heeds an answer that asked for a pause. */
  block(endpoint: EndpointClass, seconds: number): void {
    this.#blockedUntil.set(endpoint, this.#now() + seconds * 1000);
  }

  /** The state of every class. */
  status(): RateLimitStatus[] {
    return CLASSES.map((endpoint) => {
      const limit = this.#limits[endpoint] ?? null;
      const wait = this.#wait(endpoint);
      return {
        endpoint,
        limit,
        remaining: limit && this.#remaining(endpoint, limit),
        availableAt: wait <= 0
          ? null
          : new Date(this.#now() + wait).toISOString(),
      };
    });
  }

  #remaining(endpoint: EndpointClass, limit: RateLimit): number {
    const sent = this.#recent(endpoint);
    const left = windowsOf(limit).map(([most, ms]) =>
      most - sent.filter((time) => time > this.#now() - ms).length
    );
    return Math.max(0, Math.min(...left));
  }

  /** Milliseconds until a request may be sent. */
  #wait(endpoint: EndpointClass): number {
    const sent = this.#recent(endpoint);
    // A window has room again when the request that fills it has left it.
    const turns = windowsOf(this.#limits[endpoint]).map(([most, ms]) =>
      (sent.at(-most) ?? -Infinity) + ms
    );
    const free = Math.max(this.#blockedUntil.get(endpoint) ?? 0, ...turns);
    return free - this.#now();
  }

  /** Times of the last hour, oldest first. */
  #recent(endpoint: EndpointClass): number[] {
    const since = this.#now() - HOUR_MS;
    const sent = (this.#sent.get(endpoint) ?? []).filter((t) => t > since);
    this.#sent.set(endpoint, sent);
    return sent;
  }
}

/** How many requests fit into how many milliseconds. */
function windowsOf(limit: RateLimit | undefined): [most: number, ms: number][] {
  return limit ? [[limit.perMinute, MINUTE_MS], [limit.perHour, HOUR_MS]] : [];
}

function exhausted(endpoint: EndpointClass, waitMs: number): RateLimitError {
  const retryAfter = Math.ceil(waitMs / 1000);
  return failure(
    RateLimitError,
    `send another ${endpoint} request`,
    `the limit leaves no room for ${retryAfter} seconds`,
    "throttled",
    "Ask for more in one query, or wait",
    { retryable: true, details: { retryAfter } },
  );
}
