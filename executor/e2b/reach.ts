/**
 * What a sandbox may reach, and where the personal API key is added.
 *
 * @module
 */

import { hostsOf } from "../../driver/hosts.ts";
import type { PostHogConnection } from "../sandbox.ts";
import { E2BError } from "./error.ts";
import type { Settings } from "./options.ts";

/** Stands for the key in the sandbox; it opens nothing. */
const PLACEHOLDER = "phx_added_on_the_way_out";

/** All addresses; names are allowed only where everything else is denied. */
const ALL_TRAFFIC = "0.0.0.0/0";

/**
 * E2B re-encrypts requests it adds headers to, with a certificate authority
 * that it appends to this bundle. Node and Deno trust the bundle only when
 * they are told to.
 */
const CA_VARIABLES: Readonly<Record<string, string>> = {
  NODE_EXTRA_CA_CERTS: "/etc/ssl/certs/ca-certificates.crt",
};

const OPT_IN =
  "Or pass keyInEnvironment: true, which lets the script read the key";

/** What a sandbox may reach. */
export interface Reach {
  /** Names or addresses; nothing else. */
  readonly hosts: readonly string[];
  /** The host whose requests get the key, or `undefined` where it goes in. */
  readonly keyHost: string | undefined;
  /** Environment of the sandbox from its creation; no credential. */
  readonly boxEnv: Readonly<Record<string, string>>;
  /** Environment of each run. */
  readonly runEnv: Readonly<Record<string, string>>;
}

/**
 * Decides what a sandbox may reach.
 *
 * @throws {E2BError} `posthog_out_of_reach` where no sandbox of E2B could
 * reach that PostHog, `rules_unavailable` where E2B could not add the key.
 *
 * @example
 * ```ts
 * import { reachOf } from "./reach.ts";
 * import { settingsOf } from "./options.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const reach = reachOf({
 *   apiUrl: "https://us.posthog.com",
 *   projectId: "1",
 *   personalApiKey: "phx_…",
 * }, settingsOf({ apiKey: "e2b_…" }));
 * assertEquals(reach.hosts, ["us.posthog.com", "us.i.posthog.com"]);
 * assertEquals(reach.keyHost, "us.posthog.com");
 * ```
 */
export function reachOf(
  connection: PostHogConnection,
  settings: Settings,
): Reach {
  const { api, ingestion } = hostsOf(connection.apiUrl);
  const url = new URL(api);
  if (isPrivate(url) && !isPrivate(sandboxOrigin(settings))) {
    throw outOfReach(api);
  }
  const secretless = !settings.keyInEnvironment;
  if (secretless) checkInjectable(url);
  const key = secretless ? PLACEHOLDER : connection.personalApiKey;
  const hosts = [url.hostname, new URL(ingestion).hostname];
  return {
    hosts: [...new Set([...hosts, ...settings.allowHosts])],
    keyHost: secretless ? url.hostname : undefined,
    boxEnv: CA_VARIABLES,
    runEnv: {
      ...CA_VARIABLES,
      POSTHOG_API_URL: connection.apiUrl,
      POSTHOG_PROJECT_ID: connection.projectId,
      POSTHOG_PERSONAL_API_KEY: key,
      ...(connection.projectApiKey === undefined
        ? {}
        : { POSTHOG_PROJECT_API_KEY: connection.projectApiKey }),
    },
  };
}

/** The `network` of a create request, in the shape E2B documents. */
export function networkOf(
  { hosts, keyHost }: Reach,
  secretPlaceholder: string | undefined,
): {
  allowOut: string[];
  denyOut: string[];
  rules?: Record<string, { transform: { headers: Record<string, string> } }[]>;
} {
  const wall = { allowOut: [...hosts], denyOut: [ALL_TRAFFIC] };
  if (keyHost === undefined || secretPlaceholder === undefined) return wall;
  const headers = { Authorization: `Bearer ${secretPlaceholder}` };
  return { ...wall, rules: { [keyHost]: [{ transform: { headers } }] } };
}

function checkInjectable({ protocol, hostname, href }: URL): void {
  if (protocol === "https:" && !isAddress(hostname)) return;
  throw new E2BError(
    "rules_unavailable",
    `Cannot keep the personal API key out of the sandbox: E2B adds headers to HTTPS requests to a named host only, and PostHog is at "${href}"`,
    { hint: `Give PostHog a name and a certificate. ${OPT_IN}` },
  );
}

function outOfReach(api: string): E2BError {
  return new E2BError(
    "posthog_out_of_reach",
    `Cannot use E2B for "${api}": a sandbox in the cloud cannot reach this machine or its network`,
    { hint: "Use the local sandbox, or give PostHog a public address" },
  );
}

function sandboxOrigin({ connection }: Settings): URL {
  const domain = connection.domain ?? "e2b.app";
  return new URL(connection.sandboxUrl ?? `https://${domain}`);
}

function isPrivate({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" ||
    /^(127|10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\./.test(hostname) ||
    hostname.endsWith(".localhost") || hostname.endsWith(".local");
}

function isAddress(hostname: string): boolean {
  return hostname.startsWith("[") || /^[\d.]+$/.test(hostname);
}

/** What to say where the account lacks what keeps the key out. */
export function optInHint(feature: string): string {
  return `Ask E2B to enable ${feature} for your team. ${OPT_IN}`;
}
