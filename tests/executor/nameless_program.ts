/**
 * A program whose script fills the disk with files that have no name, for a
 * test that may not read `/proc` itself. It prints how the run ended.
 */
import {
  localSandbox,
  PostHogAgentExecutor,
} from "@posthog-driver/posthog-driver/executor";

await using executor = new PostHogAgentExecutor({
  connection: {
    apiUrl: "http://127.0.0.1:9",
    projectId: "1",
    personalApiKey: "phx_never_used",
  },
  provider: localSandbox({ maxDiskBytes: 48 << 20 }),
  timeoutMs: 20_000,
});
const { error } = await executor.executeScript(
  `export default async () => {
    const open = [];
    for (let i = 0;; i++) {
      const file = Deno.openSync("run/" + i, { write: true, create: true });
      Deno.removeSync("run/" + i);
      file.writeSync(new Uint8Array(8 << 20));
      open.push(file);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };`,
);
Deno.stdout.writeSync(
  new TextEncoder().encode(`${error?.kind}: ${error?.message}`),
);
