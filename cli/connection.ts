/**
 * The PostHog that the environment names.
 *
 * @module
 */

import type { PostHogConnection } from "../executor/mod.ts";
import { EXIT } from "./exit_code.ts";
import { Failure } from "./failure.ts";

/** Environment variables. */
export type Environment = Readonly<Record<string, string>>;

/**
 * What the environment says about PostHog; `undefined` where it says nothing.
 *
 * @throws {Failure} with exit code 3 when only one of key and project is set.
 */
export function connectionOf(env: Environment): PostHogConnection | undefined {
  const personalApiKey = env["POSTHOG_PERSONAL_API_KEY"] ||
    env["POSTHOG_API_KEY"];
  const projectId = env["POSTHOG_PROJECT_ID"];
  if (!personalApiKey && !projectId) return undefined;
  if (!personalApiKey) {
    throw missing("POSTHOG_PERSONAL_API_KEY", "POSTHOG_PROJECT_ID");
  }
  if (!projectId) {
    throw missing("POSTHOG_PROJECT_ID", "POSTHOG_PERSONAL_API_KEY");
  }
  const projectApiKey = env["POSTHOG_PROJECT_API_KEY"];
  return {
    apiUrl: env["POSTHOG_API_URL"] || "https://us.posthog.com",
    projectId,
    personalApiKey,
    ...(projectApiKey ? { projectApiKey } : {}),
  };
}

function missing(name: string, given: string): Failure {
  return new Failure(`Cannot use PostHog: ${given} is set, ${name} is not`, {
    exitCode: EXIT.connection,
    next: [
      `Set ${name} too`,
      `Or unset ${given} to use the embedded PostHog`,
    ],
  });
}
