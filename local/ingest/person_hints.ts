/**
 * What an event's own properties say about its person: PostHog keeps the
 * first and the latest of them.
 *
 * @module
 */

import type { Properties } from "../store/person.ts";

/** "PostHog, person properties": these are copied from events. */
const COPIED: ReadonlySet<string> = new Set([
  "$app_build",
  "$app_name",
  "$app_namespace",
  "$app_version",
  "$browser",
  "$browser_version",
  "$current_url",
  "$device_type",
  "$os",
  "$os_version",
  "$pathname",
  "$referrer",
  "$referring_domain",
  "$screen_height",
  "$screen_width",
  "$viewport_height",
  "$viewport_width",
  "fbclid",
  "gad_source",
  "gclid",
  "msclkid",
  "utm_campaign",
  "utm_content",
  "utm_medium",
  "utm_name",
  "utm_source",
  "utm_term",
]);

/** Properties for the person: the latest to set, the first to set once. */
export interface PersonHints {
  /** As the event has them. */
  readonly latest: Properties;
  /** The same under `$initial_…`. */
  readonly first: Properties;
}

/**
 * Reads the hints of an event.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(personHints({ $browser: "Safari", utm_source: "ad", x: 1 }), {
 *   latest: { $browser: "Safari", utm_source: "ad" },
 *   first: { $initial_browser: "Safari", $initial_utm_source: "ad" },
 * });
 * ```
 */
export function personHints(properties: Properties): PersonHints {
  const latest: Properties = {};
  const first: Properties = {};
  for (const name of Object.keys(properties)) {
    if (!COPIED.has(name)) continue;
    latest[name] = properties[name];
    first[`$initial_${name.replace("$", "")}`] = properties[name];
  }
  return { latest, first };
}
