/**
 * A million events in an embedded PostHog, sent through its own front door.
 *
 * @module
 */

import { PostHogClient } from "../driver/mod.ts";
import type { EmbeddedPostHog } from "../local/mod.ts";

const COUNT = 1_000_000;

/** Events that share a timestamp. */
const PER_INSTANT = 10;

const START = Date.parse("2026-01-01T00:00:00Z");

/** How many, and how to put them in. */
export function millionEvents(): {
  count: number;
  insert: (posthog: EmbeddedPostHog) => Promise<void>;
} {
  return { count: COUNT, insert };
}

async function insert(posthog: EmbeddedPostHog): Promise<void> {
  const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
  const size = 20_000;
  for (let from = 0; from < COUNT; from += size) {
    await client.captureBatch(
      Array.from({ length: size }, (_, index) => {
        const n = from + index;
        return {
          event: "benchmarked",
          distinctId: `user-${n % 5_000}`,
          timestamp: new Date(START + Math.floor(n / PER_INSTANT) * 60),
          properties: { n, plan: n % 2 === 0 ? "pro" : "free" },
        };
      }),
    );
  }
}
