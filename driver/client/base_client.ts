/**
 * The ground of the client: options, the project, any endpoint.
 *
 * @module
 */

import type { PathSegment } from "../api_path.ts";
import { type ApiOptions, callApi } from "../any_endpoint.ts";
import { type Capabilities, capabilitiesOf } from "../capabilities.ts";
import { Connection } from "../connection.ts";
import { checkHealth, type HealthReport } from "../health.ts";
import { parseOptions, type PostHogClientOptions } from "../options.ts";
import type { RateLimitStatus } from "../rate_limiter.ts";
import { read } from "../rest.ts";

/** Opens a client's connection to the other parts of the driver, and to nobody else. */
export let connectionOf: (client: BaseClient) => Connection;

/**
 * What every layer of {@linkcode PostHogClient} stands on.
 *
 * @example
 * ```ts
 * import { BaseClient, PostHogClient } from "@posthog-driver/posthog-driver/driver";
 * import { assertInstanceOf } from "@std/assert";
 *
 * assertInstanceOf(new PostHogClient({}), BaseClient);
 * ```
 */
export abstract class BaseClient {
  // Private to the runtime, so that printing a client shows no key.
  #connection: Connection;

  static {
    connectionOf = (client) => client.#connection;
  }

  /**
   * Checks the options; sends nothing.
   *
   * @throws {ValidationError} For an option that cannot be right.
   */
  constructor(options: PostHogClientOptions) {
    this.#connection = new Connection(parseOptions(options));
  }

  /**
   * Looks whether PostHog is reachable, takes the key, and whether the key
   * has the scopes that reading needs. A bad state is in the report.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assertEquals } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog();
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const { ok, error } = await client.healthCheck();
   * assertEquals([ok, error], [true, null]);
   * ```
   */
  healthCheck(
    options: { signal?: AbortSignal } = {},
  ): Promise<HealthReport> {
    return checkHealth(this.#connection, options.signal);
  }

  /**
   * The project, as PostHog's API describes it.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assertEquals } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog();
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const { timezone } = await client.getProjectInfo();
   * assertEquals(timezone, "UTC");
   * ```
   */
  getProjectInfo(): Promise<Record<string, unknown>> {
    return read(this.#connection, []);
  }

  /**
   * What this client can do, as plain JSON for an agent.
   *
   * @example
   * ```ts
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assertEquals } from "@std/assert";
   *
   * const client = new PostHogClient({ personalApiKey: "phx_example" });
   * const { read, write } = client.getCapabilities();
   * assertEquals([read, write], [true, false]);
   * ```
   */
  getCapabilities(): Capabilities {
    return capabilitiesOf(this.#connection.settings);
  }

  /**
   * Calls any endpoint: `"insights"` below the project, `"/api/users/@me"`
   * below the root, or a list of segments, each of which is encoded. The host
   * cannot be changed. Gives the parsed JSON.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assert } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog();
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const project = await client.api("/api/projects/@current/");
   * assert(typeof project === "object");
   * ```
   */
  api(
    path: string | readonly PathSegment[],
    options: ApiOptions = {},
  ): Promise<unknown> {
    return callApi(this.#connection, path, options);
  }

  /**
   * How much of each rate limit this client has used.
   *
   * @example
   * ```ts
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assertEquals } from "@std/assert";
   *
   * const [query] = new PostHogClient({}).rateLimit();
   * assertEquals(query?.limit, { perMinute: 240, perHour: 2400 });
   * ```
   */
  rateLimit(): RateLimitStatus[] {
    return this.#connection.transport.rateLimit();
  }

  /**
   * Ends the client: later calls are refused.
   *
   * @example
   * ```ts
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   *
   * new PostHogClient({}).close();
   * ```
   */
  close(): void {
    this.#connection.close();
  }
}
