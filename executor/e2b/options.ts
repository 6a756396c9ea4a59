/**
 * How E2B is used.
 *
 * @module
 */

import { delay } from "@std/async/delay";
import type { SdkConnection } from "./sdk.ts";
import type { Timing } from "./timing.ts";

/** Where E2B is, and who asks. */
export interface E2BConnection {
  /** Key of the E2B project (`E2B_API_KEY`). */
  readonly apiKey: string;
  /**
   * Domain of E2B or of an E2B someone hosts (`E2B_DOMAIN`).
   *
   * @default "e2b.app"
   */
  readonly domain?: string;
  /** Control plane, where it is not `https://api.<domain>` (`E2B_API_URL`). */
  readonly apiUrl?: string;
  /** Sandboxes, where they are not below the domain (`E2B_SANDBOX_URL`). */
  readonly sandboxUrl?: string;
  /**
   * How long one request to E2B may take, in milliseconds.
   *
   * @default 60_000
   */
  readonly requestTimeoutMs?: number;
}

/** How {@linkcode e2bSandboxes} opens sandboxes. */
export interface E2BOptions extends E2BConnection, Partial<Timing> {
  /**
   * Template to create sandboxes from. It must hold `node` 20.9 or newer on
   * the path of a login shell, or `deno` where `runtime` says so.
   *
   * @default "base"
   */
  readonly template?: string;
  /**
   * What runs the script.
   *
   * @default "node"
   */
  readonly runtime?: "node" | "deno";
  /**
   * Name of an E2B secret that holds the personal API key. When absent, one
   * is created for the key, named by its hash: one more request for the first
   * sandbox of a provider.
   */
  readonly secretName?: string | undefined;
  /**
   * Passes the personal API key in the environment of each run instead of
   * adding it to requests on their way out. Whatever runs in the sandbox can
   * then read it. For E2B accounts without network transform rules or
   * secrets.
   *
   * @default false
   */
  readonly keyInEnvironment?: boolean;
  /**
   * Hosts a script may reach beside PostHog's.
   *
   * @default []
   */
  readonly allowHosts?: readonly string[];
  /**
   * What becomes of a sandbox that is given back: it ends, or it is paused
   * and the next one of its kind wakes it up. One in which a script ran that
   * is no template's always ends.
   *
   * @default "kill"
   */
  readonly whenDone?: "kill" | "pause";
  /**
   * Sandboxes at a time; more wait. E2B's Hobby tier allows 20.
   *
   * @default 20
   */
  readonly maxSandboxes?: number;
  /**
   * Creates per second. E2B's Hobby tier allows 1, Pro 5.
   *
   * @default 1
   */
  readonly createsPerSecond?: number;
  /**
   * Tries of a request that E2B could not take, the first included.
   *
   * @default 5
   */
  readonly maxAttempts?: number;
}

/** The options with their defaults. */
export interface Settings {
  /** For the SDK. */
  readonly connection: SdkConnection & { readonly apiKey: string };
  /** Time. */
  readonly timing: Timing;
  /** Template. */
  readonly template: string;
  /** What runs the script. */
  readonly runtime: "node" | "deno";
  /** Name of a secret that exists. */
  readonly secretName: string | undefined;
  /** Whether the key goes in. */
  readonly keyInEnvironment: boolean;
  /** Hosts beside PostHog's. */
  readonly allowHosts: readonly string[];
  /** What becomes of a sandbox. */
  readonly whenDone: "kill" | "pause";
  /** Sandboxes at a time. */
  readonly maxSandboxes: number;
  /** Creates per second. */
  readonly createsPerSecond: number;
  /** Tries of a request. */
  readonly maxAttempts: number;
}

/** Fills in the defaults. */
export function settingsOf(options: E2BOptions): Settings {
  return {
    connection: sdkConnection(options),
    timing: {
      now: options.now ?? Date.now,
      random: options.random ?? Math.random,
      delay: options.delay ?? wait,
    },
    template: options.template ?? "base",
    runtime: options.runtime ?? "node",
    secretName: options.secretName,
    keyInEnvironment: options.keyInEnvironment ?? false,
    allowHosts: options.allowHosts ?? [],
    whenDone: options.whenDone ?? "kill",
    maxSandboxes: options.maxSandboxes ?? 20,
    createsPerSecond: options.createsPerSecond ?? 1,
    maxAttempts: options.maxAttempts ?? 5,
  };
}

/** What the SDK takes of it; its own reading of the environment is not used. */
export function sdkConnection(
  { apiKey, domain, apiUrl, sandboxUrl, requestTimeoutMs }: E2BConnection,
): SdkConnection & { readonly apiKey: string } {
  return {
    apiKey,
    ...(domain === undefined ? {} : { domain }),
    ...(apiUrl === undefined ? {} : { apiUrl }),
    ...(sandboxUrl === undefined ? {} : { sandboxUrl }),
    ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
  };
}

/**
 * Reads where E2B is from an environment: `E2B_API_KEY`, `E2B_DOMAIN`,
 * `E2B_API_URL`, `E2B_SANDBOX_URL`. `undefined` without a key.
 *
 * @example
 * ```ts
 * import { e2bConnectionFromEnv } from "@posthog-driver/posthog-driver/executor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(e2bConnectionFromEnv({ E2B_API_KEY: "e2b_…" }), {
 *   apiKey: "e2b_…",
 * });
 * assertEquals(e2bConnectionFromEnv({}), undefined);
 * ```
 */
export function e2bConnectionFromEnv(
  env: Readonly<Record<string, string | undefined>>,
): E2BConnection | undefined {
  const { E2B_API_KEY, E2B_DOMAIN, E2B_API_URL, E2B_SANDBOX_URL } = env;
  if (!E2B_API_KEY) return undefined;
  return {
    apiKey: E2B_API_KEY,
    ...(E2B_DOMAIN ? { domain: E2B_DOMAIN } : {}),
    ...(E2B_API_URL ? { apiUrl: E2B_API_URL } : {}),
    ...(E2B_SANDBOX_URL ? { sandboxUrl: E2B_SANDBOX_URL } : {}),
  };
}

function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return delay(ms, signal === undefined ? {} : { signal });
}
