/**
 * The ground of the client: options, the project, any endpoint.
 *
 * @module
 */

import { Connection } from "../connection.ts";
import { checkHealth, type HealthReport } from "../health.ts";
import { parseOptions, type PostHogClientOptions } from "../options.ts";
import type { RateLimitStatus } from "../rate_limiter.ts";

/** Opens a client's connection to the other parts of the client, and to nobody else. */
let open: (client: BaseClient) => Connection;

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
    open = (client) => client.#connection;
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
   */
  async healthCheck(
    options: { signal?: AbortSignal } = {},
  ): Promise<HealthReport> {
    return await checkHealth(this.#connection, options.signal);
  }

  /** How much of each rate limit this client has used. */
  rateLimit(): RateLimitStatus[] {
    return this.#connection.transport.rateLimit();
  }

  /** Ends the client: later calls are refused. */
  close(): void {
    this.#connection.close();
  }
}

/** The connection of a client. */
export function connectionOf(client: BaseClient): Connection {
  return open(client);
}
