import { assertEquals } from "@std/assert";
import {
  type EmbeddedPostHog,
  openEmbeddedPostHog,
} from "../../../local/mod.ts";

/** Friday noon; every test's events lie before. */
export const NOW = "2026-11-20T12:00:00Z";

export interface TestEvent {
  readonly event: string;
  readonly distinct_id: string;
  readonly timestamp: string;
  readonly properties?: Record<string, unknown>;
}

/** A project with these events, at a fixed time. */
export async function openProject(
  events: readonly TestEvent[],
  timezone = "UTC",
): Promise<EmbeddedPostHog> {
  const posthog = await openEmbeddedPostHog({
    timezone,
    now: () => new Date(NOW),
  });
  const response = await posthog.fetch("http://localhost/batch/", {
    method: "POST",
    body: JSON.stringify({ api_key: posthog.projectApiKey, batch: events }),
  });
  assertEquals(response.status, 200, await response.text());
  return posthog;
}

/** The body of a request to the private API. */
export async function call(
  posthog: EmbeddedPostHog,
  method: string,
  path: string,
  body?: unknown,
  // deno-lint-ignore no-explicit-any
): Promise<{ status: number; body: any }> {
  const response = await posthog.fetch(
    `http://localhost/api/projects/${posthog.projectId}/${path}`,
    {
      method,
      headers: {
        authorization: `Bearer ${posthog.personalApiKey}`,
        "content-type": "application/json",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
  );
  const text = await response.text();
  return {
    status: response.status,
    body: text === "" ? null : JSON.parse(text),
  };
}

/** The answer to a query node, which must be a 200. */
export async function ask(
  posthog: EmbeddedPostHog,
  query: unknown,
  // deno-lint-ignore no-explicit-any
): Promise<any> {
  const { status, body } = await call(posthog, "POST", "query/", { query });
  assertEquals(status, 200, JSON.stringify(body));
  return body;
}

/** `event` by a person at a time of November 2026, as `"20T10:00"`. */
export function did(
  distinct_id: string,
  event: string,
  at: string,
  properties: Record<string, unknown> = {},
): TestEvent {
  return {
    event,
    distinct_id,
    timestamp: `2026-11-${at}:00Z`,
    properties,
  };
}

/** An `EventsNode`. */
export function events(
  event: string,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return { kind: "EventsNode", event, ...more };
}
