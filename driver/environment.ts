/**
 * Options out of environment variables.
 *
 * @module
 */

import { invalid } from "./invalid.ts";
import type { PostHogClientOptions } from "./options.ts";

/** Environment variables, as any runtime gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Options out of the environment; `overrides` win. Host and personal key
 * must come from the same side: a key from the environment is never sent to
 * a host that someone else chose, nor the other way round.
 *
 * @throws {ValidationError} When host and key come from different sides.
 */
export function optionsFromEnv(
  env: Environment,
  overrides: PostHogClientOptions = {},
): PostHogClientOptions {
  const found = {
    apiUrl: text(env["POSTHOG_API_URL"]),
    personalApiKey: text(env["POSTHOG_PERSONAL_API_KEY"]) ??
      text(env["POSTHOG_API_KEY"]),
    projectId: text(env["POSTHOG_PROJECT_ID"]),
    projectApiKey: text(env["POSTHOG_PROJECT_API_KEY"]),
  };
  checkSameSource(found, overrides);
  const given = Object.entries(found).filter(([, value]) =>
    value !== undefined
  );
  return { ...Object.fromEntries(given), ...overrides };
}

function checkSameSource(
  found: PostHogClientOptions | Record<string, string | undefined>,
  overrides: PostHogClientOptions,
): void {
  const isHostForeign = overrides.apiUrl !== undefined &&
    overrides.personalApiKey === undefined &&
    found.personalApiKey !== undefined;
  const isKeyForeign = overrides.personalApiKey !== undefined &&
    overrides.apiUrl === undefined && found.apiUrl !== undefined;
  if (!isHostForeign && !isKeyForeign) return;
  const missing = isHostForeign ? "personalApiKey" : "apiUrl";
  throw invalid(
    "Cannot make a client: the API URL and the personal key come from different sources, one from the options, one from the environment",
    "mixed_sources",
    `Pass ${missing} too`,
    missing,
  );
}

/** An empty variable counts as none. */
function text(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed === "" ? undefined : trimmed;
}
