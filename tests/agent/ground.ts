/**
 * Real parts for the tests of the tools: the embedded PostHog with demo data,
 * an executor with local sandboxes, and a toolkit over both.
 *
 * @module
 */

import {
  Toolkit,
  type ToolkitOptions,
} from "@posthog-driver/posthog-driver/agent";
import { PostHogAgentExecutor } from "@posthog-driver/posthog-driver/executor";
import {
  type EmbeddedPostHog,
  openEmbeddedPostHog,
} from "@posthog-driver/posthog-driver/local";

/** Everything a scenario is played on. */
export interface Ground extends AsyncDisposable {
  readonly posthog: EmbeddedPostHog;
  readonly url: string;
  readonly executor: PostHogAgentExecutor;
  readonly artifactsDir: string;
  /** A toolkit of its own, so that no scenario sees another's results. */
  toolkit(options?: Partial<ToolkitOptions>): Toolkit;
}

/** Opens it, with demo data unless told otherwise. */
export async function openGround(
  { demo = true }: { demo?: boolean } = {},
): Promise<Ground> {
  const posthog = await openEmbeddedPostHog({ demo });
  const server = await posthog.serve();
  const artifactsDir = await Deno.makeTempDir();
  const executor = new PostHogAgentExecutor({
    connection: {
      apiUrl: server.url,
      projectId: posthog.projectId,
      personalApiKey: posthog.personalApiKey,
      projectApiKey: posthog.projectApiKey,
    },
    artifactsDir,
  });
  return {
    posthog,
    url: server.url,
    executor,
    artifactsDir,
    toolkit: (options) => new Toolkit({ executor, ...options }),
    [Symbol.asyncDispose]: async () => {
      await executor[Symbol.asyncDispose]();
      await server.close();
      await posthog.close();
      await Deno.remove(artifactsDir, { recursive: true });
    },
  };
}
