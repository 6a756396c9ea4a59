/**
 * Which host serves what.
 *
 * @module
 */

import type { Engine } from "./envelope.ts";

/** PostHog Cloud's hosts: `us`, `eu` and the old `app`, each with one for ingestion. */
const CLOUD = /^(us|eu|app)(\.i)?\.posthog\.com$/;

/** The two base URLs of one PostHog, without a slash at the end. */
export interface Hosts {
  /** For `/api/…`. */
  readonly api: string;
  /** For capture and flags. */
  readonly ingestion: string;
  /** Whether this is PostHog Cloud. */
  readonly isCloud: boolean;
}

/**
 * Both base URLs from the one the user knows. Only the cloud has two; a
 * PostHog someone hosts serves everything under one URL, path included.
 */
export function hostsOf(apiUrl: string): Hosts {
  const url = new URL(apiUrl);
  const cloud = url.port === "" ? CLOUD.exec(url.hostname)?.[1] : undefined;
  if (cloud) {
    const region = cloud === "app" ? "us" : cloud;
    return {
      api: `https://${region}.posthog.com`,
      ingestion: `https://${region}.i.posthog.com`,
      isCloud: true,
    };
  }
  const path = url.pathname.replace(/(\/api)?\/*$/, "");
  const base = `${url.origin}${path}`;
  return { api: base, ingestion: base, isCloud: false };
}

/**
 * Who answered: the embedded PostHog says so in a header
 * (`X-PostHog-Engine: posthog-embedded/0.1.0`); else the host tells.
 */
export function engineOf(hosts: Hosts, header: string | null): Engine {
  const embedded = /^posthog-embedded(?:\/(\S+))?/.exec(header ?? "");
  const name = embedded
    ? "posthog-embedded"
    : hosts.isCloud
    ? "posthog-cloud"
    : "posthog-self-hosted";
  return {
    name,
    version: embedded?.[1] ?? null,
    url: new URL(hosts.api).origin,
  };
}
