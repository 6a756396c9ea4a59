/**
 * A connection out of environment variables.
 *
 * @module
 */

import { z } from "zod";
import type { PostHogConnection } from "./sandbox.ts";

const filled = z.string().trim().min(1);

const variables = z.object({
  POSTHOG_API_URL: z.url({ protocol: /^https?$/ }).default(
    "https://us.posthog.com",
  ),
  POSTHOG_PROJECT_ID: filled.default("@current"),
  POSTHOG_PERSONAL_API_KEY: filled,
  POSTHOG_PROJECT_API_KEY: filled.optional(),
});

/**
 * Reads `POSTHOG_API_URL` (else PostHog Cloud US), `POSTHOG_PROJECT_ID` (else
 * the key's current project), `POSTHOG_PERSONAL_API_KEY` (or
 * `POSTHOG_API_KEY`) and `POSTHOG_PROJECT_API_KEY`.
 *
 * @throws {Error} naming a variable that is missing or ill-formed
 *
 * @example
 * ```ts
 * import { connectionFromEnv } from "@posthog-driver/posthog-driver/executor";
 * import { assertEquals } from "@std/assert";
 *
 * const connection = connectionFromEnv({
 *   POSTHOG_PERSONAL_API_KEY: "phx_example",
 *   POSTHOG_PROJECT_ID: "12345",
 * });
 * assertEquals(connection.apiUrl, "https://us.posthog.com");
 * ```
 */
export function connectionFromEnv(
  env: Readonly<Record<string, string | undefined>>,
): PostHogConnection {
  // An empty variable counts as none.
  const set = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value?.trim()),
  );
  set["POSTHOG_PERSONAL_API_KEY"] ??= set["POSTHOG_API_KEY"];
  const parsed = variables.safeParse(set);
  if (!parsed.success) {
    const names = parsed.error.issues.map(({ path }) => path.join("."));
    throw new Error(
      `Cannot connect to PostHog: ${
        names.join(" and ")
      } missing or ill-formed in the environment; make a personal API key in PostHog's settings and set POSTHOG_PERSONAL_API_KEY`,
    );
  }
  const found = parsed.data;
  return {
    apiUrl: found.POSTHOG_API_URL,
    projectId: found.POSTHOG_PROJECT_ID,
    personalApiKey: found.POSTHOG_PERSONAL_API_KEY,
    ...(found.POSTHOG_PROJECT_API_KEY === undefined
      ? {}
      : { projectApiKey: found.POSTHOG_PROJECT_API_KEY }),
  };
}
