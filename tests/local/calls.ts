/**
 * Requests to an embedded PostHog, as tests make them.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { EmbeddedPostHog } from "@posthog-driver/posthog-driver/local";

/** What came back. */
export interface Answer {
  readonly status: number;
  // deno-lint-ignore no-explicit-any -- whatever JSON the test is about
  readonly body: any;
}

/** Calls the private API with the project's key. */
export async function api(
  posthog: EmbeddedPostHog,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await posthog.fetch(`http://localhost${path}`, {
    method,
    headers: { authorization: `Bearer ${posthog.personalApiKey}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

/** Sends a `HogQLQuery` to the query endpoint. */
export function ask(
  posthog: EmbeddedPostHog,
  query: string,
  more: Record<string, unknown> = {},
): Promise<Answer> {
  return api(posthog, "POST", "/api/projects/@current/query/", {
    query: { kind: "HogQLQuery", query },
    ...more,
  });
}

/** The rows of a query that must succeed. */
export async function rows(
  posthog: EmbeddedPostHog,
  query: string,
): Promise<unknown[][]> {
  const { status, body } = await ask(posthog, query);
  assertEquals(status, 200, JSON.stringify(body));
  return body.results;
}

/** Sends one event, which must be taken. */
export async function capture(
  posthog: EmbeddedPostHog,
  event: Record<string, unknown>,
): Promise<void> {
  await captureBatch(posthog, [event]);
}

/** Sends events together, which must be taken. */
export async function captureBatch(
  posthog: EmbeddedPostHog,
  batch: readonly Record<string, unknown>[],
): Promise<void> {
  const response = await posthog.fetch("http://localhost/batch/", {
    method: "POST",
    body: JSON.stringify({ api_key: posthog.projectApiKey, batch }),
  });
  assertEquals(await response.json(), { status: "Ok" });
}
