/**
 * Keeps requests under PostHog's limits, so that a script slows down rather
 * than fail.
 *
 * @module
 */

import { RateLimitError } from "./errors.ts";
import { failure } from "./failure.ts";
import type { Settings } from "./options.ts";
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
export interface RateLimiter {
  /** Waits for a turn and takes it; throws where the wait would be too long. */
  enter(endpoint: EndpointClass, signal?: AbortSignal): Promise<void>;
  /** Heeds an answer that asked for a pause. */
  block(endpoint: EndpointClass, seconds: number): void;
  /** The state of every class. */
  status(): RateLimitStatus[];
}

/** Starts counting. */
export function rateLimiter(
  limits: RateLimits,
  { now, delay }: Pick<Settings, "now" | "delay">,
): RateLimiter {
  const sent = new Map<EndpointClass, number[]>();
  const blockedUntil = new Map<EndpointClass, number>();

  /** Times of the last hour, oldest first. */
  function recent(endpoint: EndpointClass): number[] {
    const since = now() - HOUR_MS;
    const times = (sent.get(endpoint) ?? []).filter((time) => time > since);
    sent.set(endpoint, times);
    return times;
  }

  /** Milliseconds until a request may be sent. */
  function waitFor(endpoint: EndpointClass): number {
    const times = recent(endpoint);
    // A window has room again when the request that fills it has left it.
    const turns = windowsOf(limits[endpoint]).map(([most, ms]) =>
      (times.at(-most) ?? -Infinity) + ms
    );
    return Math.max(blockedUntil.get(endpoint) ?? 0, ...turns) - now();
  }

  function remaining(endpoint: EndpointClass, limit: RateLimit): number {
    const times = recent(endpoint);
    const left = windowsOf(limit).map(([most, ms]) =>
      most - times.filter((time) => time > now() - ms).length
    );
    return Math.max(0, Math.min(...left));
  }

  return {
    async enter(endpoint, signal) {
      for (let wait = waitFor(endpoint); wait > 0; wait = waitFor(endpoint)) {
        if (wait > MAX_WAIT_MS) {
          const retryAfter = Math.ceil(wait / 1000);
          throw failure(
            RateLimitError,
            `send another ${endpoint} request`,
            `the limit leaves no room for ${retryAfter} seconds`,
            "throttled",
            "Ask for more in one query, or wait",
            { retryable: true, details: { retryAfter } },
          );
        }
        await delay(wait, signal);
      }
      if (limits[endpoint]) recent(endpoint).push(now());
    },
    block(endpoint, seconds) {
      blockedUntil.set(endpoint, now() + seconds * 1000);
    },
    status: () =>
      CLASSES.map((endpoint) => {
        const limit = limits[endpoint] ?? null;
        const wait = waitFor(endpoint);
        return {
          endpoint,
          limit,
          remaining: limit && remaining(endpoint, limit),
          availableAt: wait > 0 ? new Date(now() + wait).toISOString() : null,
        };
      }),
  };
}

/** How many requests fit into how many milliseconds. */
function windowsOf(limit: RateLimit | undefined): [most: number, ms: number][] {
  return limit ? [[limit.perMinute, MINUTE_MS], [limit.perHour, HOUR_MS]] : [];
}
