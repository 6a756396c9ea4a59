/**
 * What a client is made with.
 *
 * @module
 */

import * as v from "valibot";
import type { Envelope } from "./envelope.ts";
import { ValidationError } from "./errors.ts";
import { type Hosts, hostsOf } from "./hosts.ts";
import type { RateLimits } from "./rate_limiter.ts";
import { redact } from "./redact.ts";

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

const Key = v.pipe(
  v.string(),
  v.regex(/^[\x21-\x7e]+$/, "expected a key without spaces"),
);

const Milliseconds = v.pipe(
  v.number(),
  v.finite(),
  v.minValue(0, "expected milliseconds, 0 or more"),
);

const Count = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(0, "expected a whole number, 0 or more"),
);

const Options = v.object({
  apiUrl: v.optional(
    v.pipe(v.string(), v.check(isBaseUrl, "expected a http(s) URL")),
    DEFAULT_API_URL,
  ),
  personalApiKey: v.optional(
    v.pipe(
      Key,
      v.check(
        (key) => !key.startsWith("phc_"),
        "expected a personal key (phx_…), found the project's token (phc_…)",
      ),
    ),
  ),
  projectId: v.optional(
    v.pipe(
      v.union([v.string(), v.number()]),
      v.transform(String),
      v.regex(/^(\d+|@current)$/, 'expected digits or "@current"'),
    ),
  ),
  projectApiKey: v.optional(
    v.pipe(
      Key,
      v.check(
        (key) => !/^ph[xs]_/.test(key),
        "expected the project's token (phc_…), found a secret key",
      ),
    ),
  ),
  timeoutMs: v.optional(v.pipe(Milliseconds, v.minValue(1)), 30_000),
  maxRetries: v.optional(Count, 3),
  cacheTtlMs: v.optional(Milliseconds, 0),
  maxConcurrentQueries: v.optional(v.pipe(Count, v.minValue(1)), 3),
});

/** Checks options and fills in defaults; throws {@linkcode ValidationError}. */
export function parseOptions(options: PostHogClientOptions): Settings {
  const { fetch, now, delay, random, observe, rateLimits, ...rest } = options;
  const parsed = v.safeParse(Options, rest);
  if (!parsed.success) throw optionError(parsed.issues[0], options);
  const { apiUrl, ...checked } = parsed.output;
  return {
    personalApiKey: undefined,
    projectId: undefined,
    projectApiKey: undefined,
    ...checked,
    hosts: hostsOf(apiUrl),
    rateLimits,
    observe: observe ?? (() => {}),
    fetch: fetch ?? ((request) => globalThis.fetch(request)),
    now: now ?? Date.now,
    delay: delay ?? sleep,
    random: random ?? Math.random,
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

function optionError(
  issue: v.BaseIssue<unknown>,
  options: PostHogClientOptions,
): ValidationError {
  const field = v.getDotPath(issue) ?? "options";
  const secrets = [options.personalApiKey, options.projectApiKey]
    .filter((key) => typeof key === "string");
  const found = /key/i.test(field) ? "" : `, found ${issue.received}`;
  return new ValidationError(
    redact(
      `Cannot make a client: option "${field}": ${issue.message}${found}`,
      secrets,
    ),
    {
      code: "invalid_option",
      hint: `Correct the option "${field}"`,
      details: { field },
    },
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
