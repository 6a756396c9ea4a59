import type {
  ProcessExit,
  Sandbox,
  SandboxCommand,
  SandboxFile,
  SandboxProvider,
  SandboxRequest,
} from "@posthog-driver/posthog-driver/executor";
import { assertEquals, assertMatch } from "@std/assert";
import { oldestNode } from "../bundle/bundle.ts";
import { executorFor } from "./executor_for.ts";
import { KEY } from "../marked_key.ts";
import { startSmallPostHog } from "./small_posthog.ts";

/** The least that is a sandbox: a directory, and Node 20.9 started in it. */
class NodeDirectory implements Sandbox {
  readonly id = "node";
  readonly isReusable = true;
  readonly isClean = true;
  readonly env: Readonly<Record<string, string>>;
  readonly #path: string;

  constructor(path: string, { connection }: SandboxRequest) {
    this.#path = path;
    this.env = {
      POSTHOG_API_URL: connection.apiUrl,
      POSTHOG_PROJECT_ID: connection.projectId,
      POSTHOG_PERSONAL_API_KEY: connection.personalApiKey,
    };
  }

  async write(files: readonly SandboxFile[]): Promise<void> {
    for (const { path, data } of files) {
      const file = `${this.#path}/${path}`;
      await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), {
        recursive: true,
      });
      if (typeof data === "string") await Deno.writeTextFile(file, data);
    }
  }

  async run(command: SandboxCommand): Promise<ProcessExit> {
    const { entry, args, env, onStdout, onStderr } = command;
    const { code, stdout, stderr } = await new Deno.Command(
      await oldestNode(),
      {
        args: [entry, ...args],
        cwd: this.#path,
        clearEnv: true,
        env: { ...this.env, ...env },
      },
    ).output();
    onStdout(new TextDecoder().decode(stdout));
    onStderr(new TextDecoder().decode(stderr));
    return { kind: "exited", code };
  }

  async stream(path: string): Promise<ReadableStream<Uint8Array> | undefined> {
    const file = await Deno.open(`${this.#path}/${path}`).catch(() =>
      undefined
    );
    return file?.readable;
  }

  async keepAlive(): Promise<void> {}

  isAlive(): Promise<boolean> {
    return Promise.resolve(true);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#path, { recursive: true });
  }
}

function nodeProvider(): SandboxProvider {
  return {
    kind: "local",
    open: async (request) =>
      new NodeDirectory(await Deno.makeTempDir(), request),
    async [Symbol.asyncDispose]() {},
  };
}

Deno.test("the frame runs a script on Node 20.9 as it does on Deno", async () => {
  await using posthog = startSmallPostHog();
  const artifactsDir = await Deno.makeTempDir();
  const seen: string[] = [];
  await using executor = executorFor(posthog, {
    provider: nodeProvider(),
    artifactsDir,
    onProgress: ({ message }) => seen.push(message),
  });
  const run = await executor.executeScript(
    `export default async ({ client, params, progress, artifact }) => {
      progress("on " + globalThis.process.version);
      await artifact("a.txt", ["one", "two"]);
      return [(await client.query("SELECT event FROM events")).rows.length, params.n];
    };`,
    { params: { n: 3 } },
  );
  assertEquals(run.error, undefined);
  assertEquals(run.result, [2, 3]);
  assertEquals(seen, ["on v20.9.0"]);
  assertEquals(run.artifacts[0]?.bytes, 6);
  await Deno.remove(artifactsDir, { recursive: true });
});

Deno.test("the frame tells failures on Node 20.9, without the key", async () => {
  await using posthog = startSmallPostHog();
  await using executor = executorFor(posthog, { provider: nodeProvider() });
  const thrown = await executor.executeScript(
    `export default ({ client }) => {\n  throw new Error("key " + process.env.POSTHOG_PERSONAL_API_KEY);\n};`,
  );
  assertEquals([thrown.error?.kind, thrown.error?.line], ["script", 2]);
  assertMatch(thrown.error?.message ?? "", /^key \[redacted\]$/);
  assertEquals(JSON.stringify(thrown).includes(KEY), false);
  const stuck = await executor.executeScript(
    `export default () => new Promise(() => {});`,
  );
  assertMatch(stuck.error?.message ?? "", /can no longer happen/);
  const late = await executor.executeScript(
    `export default () => { Promise.reject(new Error("late")); return new Promise((r) => setTimeout(r, 500)); };`,
  );
  assertEquals(late.error?.message, "late");
});
