/**
 * A program that runs one script without end, for tests that end the program.
 * It prints the directory of its sandbox.
 */
import { PostHogAgentExecutor } from "@posthog-driver/posthog-driver/executor";

await using executor = new PostHogAgentExecutor({
  connection: {
    apiUrl: "http://127.0.0.1:9",
    projectId: "1",
    personalApiKey: "phx_never_used",
  },
  onProgress: ({ message }) =>
    Deno.stdout.writeSync(new TextEncoder().encode(`${message}\n`)),
});
await executor.executeScript(
  `export default ({ progress }) => {
    progress(Deno.cwd());
    for (;;);
  };`,
);
