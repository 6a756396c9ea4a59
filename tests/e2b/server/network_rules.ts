/**
 * What E2B's API accepts as `network` of a sandbox. It is checked, recorded
 * and never acted upon: only E2B's own egress proxy can inject headers.
 *
 * @module
 */

import { z } from "zod";

const ALL_TRAFFIC = "0.0.0.0/0";
const OLDEST_ENVD = [0, 5, 13] as const;
const MAX_RULE_DOMAINS = 10;
const MAX_HEADERS = 20;
const MAX_HEADER_NAME = 64;
const MAX_HEADER_VALUE = 2048;
const MAX_SECRETS = 32;
const MAX_DOMAIN = 128;

const rule = z.strictObject({
  transform: z.strictObject({ headers: z.record(z.string(), z.string()) })
    .optional(),
});

/** The `network` member of a create request. */
export interface NetworkConfig {
  /** Hosts and addresses that may be reached. */
  readonly allowOut?: string[] | undefined;
  /** Addresses that may not. */
  readonly denyOut?: string[] | undefined;
  /** What is done to requests on the way out, by domain. */
  readonly rules?: Record<string, NetworkRule[]> | undefined;
  /** Members this server records only. */
  readonly [other: string]: unknown;
}

interface NetworkRule {
  readonly transform?: { readonly headers: Record<string, string> } | undefined;
}

/** Its schema. */
export const networkConfig: z.ZodType<NetworkConfig> = z.strictObject({
  allowOut: z.array(z.string()).optional(),
  denyOut: z.array(z.string()).optional(),
  rules: z.record(z.string(), z.array(rule)).optional(),
  egressProxy: z.unknown().optional(),
  allowPublicTraffic: z.boolean().optional(),
  maskRequestHost: z.string().optional(),
  httpsPorts: z.array(z.number()).optional(),
});

/** The reason for a 400, or `undefined` where the API would accept it. */
export function refuseNetwork(
  network: NetworkConfig,
  { rulesAvailable, envdVersion }: {
    readonly rulesAvailable: boolean;
    readonly envdVersion: string;
  },
): string | undefined {
  const { allowOut = [], denyOut = [], rules = {} } = network;
  const named = allowOut.some((host) => !isAddress(host));
  if (named && !denyOut.includes(ALL_TRAFFIC)) {
    return "When specifying allowed domains in allow out, you must include 'ALL_TRAFFIC' in deny out to block all other traffic.";
  }
  const badDeny = denyOut.find((host) => !isAddress(host));
  if (badDeny !== undefined) return `invalid denied CIDR ${badDeny}`;
  const domains = Object.keys(rules);
  if (domains.length === 0) return undefined;
  if (!rulesAvailable) {
    return "Network transform rules are not available for your team.";
  }
  if (isOlder(envdVersion)) {
    return "Network transform rules require a newer template; rebuild it.";
  }
  return refuseDomains(domains) ??
    domains.map((domain) => refuseRules(domain, rules[domain] ?? []))
      .find((reason) => reason !== undefined);
}

function refuseDomains(domains: readonly string[]): string | undefined {
  if (domains.length > MAX_RULE_DOMAINS) {
    return `network rules support at most ${MAX_RULE_DOMAINS} domains`;
  }
  const lower = new Set(domains.map((domain) => domain.toLowerCase()));
  if (lower.size < domains.length) return "duplicate rule domain";
  const bad = domains.find((domain) =>
    domain.length > MAX_DOMAIN || isAddress(domain) ||
    !/^(\*\.)?([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9-]+$/i.test(domain)
  );
  return bad === undefined ? undefined : `invalid rule domain "${bad}"`;
}

function refuseRules(
  domain: string,
  rules: readonly NetworkRule[],
): string | undefined {
  if (rules.filter((one) => one.transform !== undefined).length > 1) {
    return `only one transform per domain is allowed: "${domain}"`;
  }
  const headers = Object.entries(
    rules.find((one) => one.transform)?.transform?.headers ?? {},
  );
  const secrets = headers.join().match(/\$\{e2b\.secrets\./g)?.length ?? 0;
  const fits = headers.length <= MAX_HEADERS && secrets <= MAX_SECRETS &&
    headers.every(([name, value]) =>
      name.length <= MAX_HEADER_NAME && value.length <= MAX_HEADER_VALUE
    );
  return fits ? undefined : `transform headers exceed limits: "${domain}"`;
}

function isAddress(host: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+(\/\d+)?$/.test(host) || host.includes(":");
}

function isOlder(version: string): boolean {
  const parts = version.split(".").map(Number);
  for (const [index, least] of OLDEST_ENVD.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part < least;
  }
  return false;
}
