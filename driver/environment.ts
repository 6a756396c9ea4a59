/**
 * Options out of environment variables.
 *
 * @module
 */

import { invalid } from "./failure.ts";
import { given } from "./kinds.ts";
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
  const text = (name: keyof Environment) => env[name]?.trim() || undefined;
  const found = given({
    apiUrl: text("POSTHOG_API_URL"),
    personalApiKey: text("POSTHOG_PERSONAL_API_KEY") ?? text("POSTHOG_API_KEY"),
    projectId: text("POSTHOG_PROJECT_ID"),
    projectApiKey: text("POSTHOG_PROJECT_API_KEY"),
  });
  checkSameSource("apiUrl", "personalApiKey", found, overrides);
  checkSameSource("personalApiKey", "apiUrl", found, overrides);
  return { ...found, ...overrides };
}

/** A host of one side must not get the key of the other. */
function checkSameSource(
  passed: "apiUrl" | "personalApiKey",
  missing: "apiUrl" | "personalApiKey",
  found: PostHogClientOptions,
  overrides: PostHogClientOptions,
): void {
  const isMixed = overrides[passed] !== undefined &&
    overrides[missing] === undefined && found[missing] !== undefined;
  if (!isMixed) return;
  throw invalid(
    "make a client",
    "the API URL and the personal key come from different sides: options and environment",
    "mixed_sources",
    `Pass ${missing} too`,
    missing,
  );
}
