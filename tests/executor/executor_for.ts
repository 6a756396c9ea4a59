import {
  type ExecutorOptions,
  PostHogAgentExecutor,
} from "@posthog-driver/posthog-driver/executor";
import { KEY } from "../marked_key.ts";

/** An executor for a server of the test. */
export function executorFor(
  posthog: { readonly url: string },
  options: Partial<ExecutorOptions> = {},
): PostHogAgentExecutor {
  return new PostHogAgentExecutor({
    connection: {
      apiUrl: posthog.url,
      projectId: "1",
      personalApiKey: KEY,
      projectApiKey: "phc_public",
    },
    // The servers of these tests know one answer, and count what is asked.
    checkNames: false,
    ...options,
  });
}
