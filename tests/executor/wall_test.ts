import { localSandbox } from "@posthog-driver/posthog-driver/executor";
import { assertEquals } from "@std/assert";
import { executorFor } from "./executor_for.ts";
import { startSmallPostHog } from "./small_posthog.ts";

const isThere = await isInstalled("bwrap");

Deno.test({
  name: "localSandbox() runs the same behind bubblewrap",
  ignore: !isThere,
  async fn() {
    await using posthog = startSmallPostHog();
    await using executor = executorFor(posthog, {
      provider: localSandbox({ wall: "bubblewrap" }),
    });
    const run = await executor.executeScript(
      `export default async ({ client }) => {
        await client.query("SELECT event FROM events");
        return Deno.pid;
      };`,
    );
    assertEquals(run.error, undefined);
    // It is alone with its own init.
    assertEquals(Number(run.result) < 10, true);
    const endless = await executor.executeScript(
      "export default () => { for (;;); };",
      { timeoutMs: 500 },
    );
    assertEquals(endless.error?.kind, "timeout");
    const again = await executor.executeScript("export default () => 1;");
    assertEquals(again.result, 1);
  },
});

Deno.test({
  name: 'localSandbox({ wall: "bubblewrap" }) fails closed without it',
  ignore: isThere,
  async fn() {
    await using posthog = startSmallPostHog();
    await using executor = executorFor(posthog, {
      provider: localSandbox({ wall: "bubblewrap" }),
    });
    const run = await executor.executeScript("export default () => 1;");
    assertEquals(run.error?.kind, "sandbox_start");
  },
});

async function isInstalled(program: string): Promise<boolean> {
  try {
    const command = new Deno.Command(program, { args: ["--version"] });
    return (await command.output()).success;
  } catch {
    return false;
  }
}
