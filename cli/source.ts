/**
 * Which PostHog answers: the one the environment names, or the embedded one.
 *
 * @module
 */

import { PostHogClient, type PostHogClientOptions } from "../driver/mod.ts";
import type { PostHogConnection } from "../executor/mod.ts";
import type { Serving } from "../local/mod.ts";
import { connectionOf, type Environment } from "./connection.ts";
import { openEmbedded } from "./embedded.ts";
import type { Steps } from "./steps.ts";

/** A PostHog that commands can ask. */
export interface Source extends AsyncDisposable {
  /** Whether it runs in this process. */
  readonly embedded: boolean;
  /** A client that asks it. */
  client(options?: PostHogClientOptions): PostHogClient;
  /** How a sandbox reaches it; the embedded one begins to listen. */
  connection(): Promise<PostHogConnection>;
}

/** What decides about the source. */
export interface SourceOptions {
  /** Environment variables. */
  readonly env: Environment;
  /** `--data`: the embedded PostHog, with the data in this directory. */
  readonly data?: string | undefined;
  /** The embedded PostHog with demo data, whatever the environment says. */
  readonly demo?: boolean;
  /** Told what happens. */
  readonly steps: Steps;
}

/**
 * Opens what the flags and the environment ask for.
 *
 * @throws {Failure} with exit code 3 when one of two keys is missing or the
 * data directory is in use.
 */
export async function openSource(options: SourceOptions): Promise<Source> {
  const { env, data, steps, demo = false } = options;
  const connection = data === undefined && !demo
    ? connectionOf(env)
    : undefined;
  if (connection !== undefined) {
    steps.note(`Using PostHog at ${connection.apiUrl}`);
    return remoteSource(connection);
  }
  if (data === undefined && !demo) {
    steps.note(
      "No PostHog keys in the environment: using the embedded PostHog with demo data",
    );
  }
  return await embeddedSource(steps, data);
}

function remoteSource(connection: PostHogConnection): Source {
  return {
    embedded: false,
    client: (options = {}) => new PostHogClient({ ...connection, ...options }),
    connection: () => Promise.resolve(connection),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function embeddedSource(
  steps: Steps,
  data: string | undefined,
): Promise<Source> {
  const demo = data === undefined;
  const posthog = await openEmbedded({ data, demo }, steps);
  let server: Serving | undefined;
  const keys = {
    projectId: posthog.projectId,
    personalApiKey: posthog.personalApiKey,
    projectApiKey: posthog.projectApiKey,
  };
  return {
    embedded: true,
    client: (options = {}) =>
      new PostHogClient({
        apiUrl: "http://embedded.localhost",
        fetch: (request) => posthog.fetch(request),
        ...keys,
        ...options,
      }),
    async connection() {
      server ??= await posthog.serve({ port: 0 });
      return { apiUrl: server.url, ...keys };
    },
    async [Symbol.asyncDispose]() {
      await server?.close();
      await posthog.close();
    },
  };
}
