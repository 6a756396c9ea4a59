/**
 * What a client is made with.
 *
 * @module
 */

import * as v from "valibot";
import type { Envelope } from "./envelope.ts";
import type { ValidationError } from "./errors.ts";
import { type Hosts, hostsOf } from "./hosts.ts";
import { invalid } from "./invalid.ts";
import type { RateLimits } from "./rate_limiter.ts";

/** Options of {@linkcode PostHogClient}. */
export interface PostHogClientOptions {
  /**
   * Base URL of the API, a path included where PostHog lives under one.
   * Environment variable: `POSTHOG_API_URL`.
   * @default {"https://us.posthog.com"}
   */
  readonly apiUrl?: string;
  /**
   * Secret key (`phx_…`) for everything but capture and flags. Environment
   * variable: `POSTHOG_PERSONAL_API_KEY`, or `POSTHOG_API_KEY`.
   */
  readonly personalApiKey?: string;
  /**
   * Numeric id of the project, or `@current` for the key's current one.
   * Environment variable: `POSTHOG_PROJECT_ID`.
   */
  readonly projectId?: string | number;
  /**
   * Public token (`phc_…`) for capture and flags. Environment variable:
   * `POSTHOG_PROJECT_API_KEY`.
   */
  readonly projectApiKey?: string;
  /**
   * Time for one request, its answer included, in milliseconds.
   * @default {30_000}
   */
  readonly timeoutMs?: number;
  /**
   * How often a failed request is tried again, where that can do no harm;
   * `0` means not at all.
   * @default {3}
   */
  readonly maxRetries?: number;
  /**
   * How long an answer of `query` may be given again, in milliseconds.
   * @default {0}
   */
  readonly cacheTtlMs?: number;
  /**
   * Most queries in flight at once. PostHog allows three per project.
   * @default {3}
   */
  readonly maxConcurrentQueries?: number;
  /**
   * Requests per minute and hour, per class of endpoint. PostHog Cloud's
   * documented numbers are the default there; none elsewhere.
   */
  readonly rateLimits?: RateLimits;
  /** Called once for each finished query or listing, with its envelope. */
  readonly observe?: (envelope: Envelope) => void;
  /**
   * Makes the requests; a server in the same process will do.
   * @default {globalThis.fetch}
   */
  readonly fetch?: (request: Request) => Promise<Response>;
  /**
   * The clock, in milliseconds since 1970.
   * @default {Date.now}
   */
  readonly now?: () => number;
  /** Waits between tries. Default: a timer. */
  readonly delay?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /**
   * Chance for jitter, 0 ≤ x < 1.
   * @default {Math.random}
   */
  readonly random?: () => number;
}

/** Options after parsing, defaults filled in. */
export interface Settings {
  readonly hosts: Hosts;
  readonly personalApiKey: string | undefined;
  readonly projectId: string | undefined;
  readonly projectApiKey: string | undefined;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly cacheTtlMs: number;
  readonly maxConcurrentQueries: number;
  readonly rateLimits: RateLimits | undefined;
  readonly observe: (envelope: Envelope) => void;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly now: () => number;
  readonly delay: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly random: () => number;
}

const DEFAULT_API_URL = "https://us.posthog.com";

const Text = v.nullish(v.string());

const Num = v.nullish(v.number());

/** Types; what a value must be beyond its type is in {@linkcode RULES}. */
const Options = v.object({
  apiUrl: Text,
  personalApiKey: Text,
  projectId: v.nullish(v.pipe(v.unknown(), v.transform(textOf), v.string())),
  projectApiKey: Text,
  timeoutMs: Num,
  maxRetries: Num,
  cacheTtlMs: Num,
  maxConcurrentQueries: Num,
});

/** What a value must be, and in words. */
const RULES: Readonly<
  Record<string, readonly [test: (value: string) => boolean, what: string]>
> = {
  apiUrl: [isBaseUrl, "a http(s) URL without password and query"],
  personalApiKey: [
    (key) => /^(?!phc_)[!-~]+$/.test(key),
    "a personal key (phx_…), without spaces",
  ],
  projectId: [(id) => /^(\d+|@current)$/.test(id), 'digits or "@current"'],
  projectApiKey: [
    (key) => /^(?!ph[xs]_)[!-~]+$/.test(key),
    "the project's token (phc_…), without spaces",
  ],
  timeoutMs: [(ms) => Number(ms) >= 1 && isFinite(Number(ms)), "1 or more"],
  maxRetries: [isCount, "a whole number, 0 or more"],
  cacheTtlMs: [isCount, "a whole number, 0 or more"],
  maxConcurrentQueries: [
    (most) => isCount(most) && most !== "0",
    "a whole number, 1 or more",
  ],
};

/** Checks options and fills in defaults; throws {@linkcode ValidationError}. */
export function parseOptions(options: PostHogClientOptions): Settings {
  const parsed = v.safeParse(Options, options);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw refuse(v.getDotPath(issue) ?? "options", `${issue.expected}`);
  }
  for (const [field, value] of Object.entries(parsed.output)) {
    const rule = RULES[field];
    const isAbsent = value === undefined || value === null;
    if (isAbsent || rule === undefined || rule[0](String(value))) continue;
    throw refuse(field, rule[1]);
  }
  const given = parsed.output;
  return {
    hosts: hostsOf(given.apiUrl ?? DEFAULT_API_URL),
    personalApiKey: given.personalApiKey ?? undefined,
    projectId: given.projectId ?? undefined,
    projectApiKey: given.projectApiKey ?? undefined,
    timeoutMs: given.timeoutMs ?? 30_000,
    maxRetries: given.maxRetries ?? 3,
    cacheTtlMs: given.cacheTtlMs ?? 0,
    maxConcurrentQueries: given.maxConcurrentQueries ?? 3,
    rateLimits: options.rateLimits,
    observe: options.observe ?? (() => {}),
    fetch: options.fetch ?? ((request) => globalThis.fetch(request)),
    now: options.now ?? Date.now,
    delay: options.delay ?? sleep,
    random: options.random ?? Math.random,
  };
}

/** Every secret of the settings, to be kept out of messages. */
export function secretsOf(settings: Settings): readonly string[] {
  return settings.personalApiKey === undefined ? [] : [settings.personalApiKey];
}

function isBaseUrl(text: string): boolean {
  try {
    const url = new URL(text);
    return /^https?:$/.test(url.protocol) && url.username === "" &&
      url.password === "" && url.search === "" && url.hash === "";
  } catch {
    return false;
  }
}

function isCount(text: string): boolean {
  return /^\d+$/.test(text);
}

/** Ids are given as numbers too. */
function textOf(id: unknown): unknown {
  return typeof id === "number" ? String(id) : id;
}

/** Says what was expected, not what was found: it may be a key. */
function refuse(field: string, expected: string): ValidationError {
  return invalid(
    `Cannot make a client: option "${field}" must be ${expected}`,
    "invalid_option",
    `Correct the option "${field}"`,
    field,
  );
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal?.aborted === true) stop();
    signal?.addEventListener("abort", stop, { once: true });
  });
}
