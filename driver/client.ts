/**
 * The client.
 *
 * @module
 */

import { ProjectClient } from "./client/project_client.ts";
import { type Environment, optionsFromEnv } from "./environment.ts";
import type { PostHogClientOptions } from "./options.ts";

/**
 * Talks to one project of one PostHog, from any runtime.
 *
 * @example Made from options; nothing is sent yet
 * ```ts
 * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
 *
 * const client = new PostHogClient({
 *   apiUrl: "https://eu.posthog.com",
 *   personalApiKey: "phx_example",
 *   projectId: 12345,
 * });
 * client.close();
 * ```
 */
export class PostHogClient extends ProjectClient {
  /**
   * Makes a client from environment variables (`POSTHOG_API_URL`,
   * `POSTHOG_PERSONAL_API_KEY`, `POSTHOG_PROJECT_ID`,
   * `POSTHOG_PROJECT_API_KEY`); `overrides` win.
   *
   * @throws {ValidationError} When the host comes from one side and the key
   * from the other.
   *
   * @example
   * ```ts
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   *
   * const client = PostHogClient.fromEnv({
   *   POSTHOG_PERSONAL_API_KEY: "phx_example",
   *   POSTHOG_PROJECT_ID: "12345",
   * });
   * client.close();
   * ```
   */
  static fromEnv(
    env: Environment,
    overrides: PostHogClientOptions = {},
  ): PostHogClient {
    return new PostHogClient(optionsFromEnv(env, overrides));
  }
}
