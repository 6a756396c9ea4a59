import { localSandbox } from "@posthog-driver/posthog-driver/executor";
import { assertEquals } from "@std/assert";
import { processList } from "../process_list.ts";

interface Running {
  readonly parent: Deno.ChildProcess;
  readonly directory: string;
}

/** Starts a program, and waits until its script runs. */
async function start(): Promise<Running> {
  const program = new URL("parent_program.ts", import.meta.url).pathname;
  const parent = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", program],
    stdout: "piped",
  }).spawn();
  const reader = parent.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await reader.read();
  await reader.cancel();
  return { parent, directory: value.trim() };
}

/** The directory of a program, from that of one of its sandboxes. */
function rootOf(directory: string): string {
  return directory.slice(0, directory.lastIndexOf("/"));
}

/** Whether any process works there. */
async function isBusy(directory: string): Promise<boolean> {
  return (await processList()).some((line) => line.includes(directory));
}

Deno.test({
  name: "localSandbox() leaves no process behind when its program is killed",
  ignore: Deno.build.os === "windows",
  async fn(t) {
    for (const signal of ["SIGKILL", "SIGINT", "SIGTERM"] as const) {
      await t.step(signal, async () => {
        const { parent, directory } = await start();
        assertEquals(await isBusy(directory), true);
        parent.kill(signal);
        await parent.status;
        while (await isBusy(directory));
        await Deno.remove(rootOf(directory), { recursive: true });
      });
    }
  },
});

Deno.test({
  name: "localSandbox() cleans up after programs that could not",
  ignore: Deno.build.os === "windows",
  async fn() {
    const { parent, directory } = await start();
    const root = rootOf(directory);
    const alive = await Deno.makeTempDir({ prefix: "posthog-sandboxes-" });
    using lock = await Deno.open(`${alive}/lock`, {
      write: true,
      create: true,
    });
    await lock.lock(true);
    const longAgo = new Date(Date.now() - 3_600_000);
    await Deno.utime(root, longAgo, longAgo);
    await Deno.utime(alive, longAgo, longAgo);
    await openAndClose();
    assertEquals(await exists(root), true, "its program still ran");
    parent.kill("SIGKILL");
    await parent.status;
    await openAndClose();
    assertEquals(await exists(root), false);
    assertEquals(await exists(alive), true, "its lock is still held");
    await Deno.remove(alive, { recursive: true });
  },
});

async function openAndClose(): Promise<void> {
  await using provider = localSandbox();
  await using _sandbox = await provider.open({
    connection: {
      apiUrl: "http://127.0.0.1:9",
      projectId: "1",
      personalApiKey: "phx_never_used",
    },
    lifetimeMs: 1_000,
    metadata: {},
  });
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
