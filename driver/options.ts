/**
 * What a client is made with.
 *
 * @module
 */

import { sleep } from "./abort.ts";
import type { Envelope } from "./envelope.ts";
import { wrongOption } from "./failure.ts";
import { type Hosts, hostsOf } from "./hosts.ts";
import { isNumber, isText } from "./kinds.ts";
import type { RateLimits } from "./rate_limiter.ts";
import { Mismatch, nullish, object, type Shaped, tested } from "./shape.ts";

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
   * Time for one request, its answer included, in milliseconds. A retry has it
   * anew; `timeoutMs` of a query limits the whole call.
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

/** Options that have no default. */
type Unset = "personalApiKey" | "projectId" | "projectApiKey" | "rateLimits";

/** Options after parsing, defaults filled in. */
export type Settings =
  & Required<Omit<PostHogClientOptions, "apiUrl" | Unset>>
  & { readonly [name in Unset]: PostHogClientOptions[name] }
  & { readonly hosts: Hosts };

/** A whole number. */
function count(least: number, fallback: number) {
  return nullish(
    tested<number>(
      (value) => Number.isInteger(value) && Number(value) >= least,
      `a whole number, ${least} or more`,
    ),
    fallback,
  );
}

/** A text that looks right, or none. */
function textLike(pattern: RegExp, expected: string) {
  return nullish(
    tested<string>((text) => isText(text) && pattern.test(text), expected),
  );
}

/** What options must be, in words for the error, and their defaults. */
const Options = object({
  apiUrl: nullish(
    tested<string>(isBaseUrl, "a http(s) URL without password and query"),
    "https://us.posthog.com",
  ),
  personalApiKey: textLike(
    /^(?!phc_)[!-~]+$/,
    "a personal key (phx_…), without spaces",
  ),
  projectId: nullish(
    tested<string | number>(
      (id) => (isText(id) || isNumber(id)) && /^(\d+|@current)$/.test(`${id}`),
      'digits or "@current"',
    ),
  ),
  projectApiKey: textLike(
    /^(?!ph[xs]_)[!-~]+$/,
    "the project's token (phc_…), without spaces",
  ),
  timeoutMs: nullish(
    tested<number>((ms) => Number.isFinite(ms) && Number(ms) >= 1, "1 or more"),
    30_000,
  ),
  maxRetries: count(0, 3),
  cacheTtlMs: count(0, 0),
  maxConcurrentQueries: count(1, 3),
});

/** Checks options and fills in defaults; throws {@linkcode ValidationError}. */
export function parseOptions(options: PostHogClientOptions): Settings {
  const { apiUrl, ...given } = checked(options);
  return {
    ...given,
    hosts: hostsOf(apiUrl),
    rateLimits: options.rateLimits,
    observe: options.observe ?? (() => {}),
    fetch: options.fetch ?? ((request) => globalThis.fetch(request)),
    now: options.now ?? Date.now,
    delay: options.delay ?? sleep,
    random: options.random ?? Math.random,
  };
}

function checked(options: unknown): Shaped<typeof Options> {
  try {
    return Options(options, "");
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    const place = error.place || "options";
    // Says what was expected, not what was found: it may be a key.
    throw wrongOption("make a client", place, error.expected);
  }
}

function isBaseUrl(text: unknown): boolean {
  if (!isText(text) || !URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) &&
    username + password + search + hash === "";
}
