/**
 * What the tests of the E2B adapter stand on: the real SDK, a server that
 * speaks its protocol, and a clock that does not make anyone wait.
 *
 * @module
 */

import { e2bSandboxes } from "../../executor/mod.ts";
import type {
  E2BOptions,
  Sandbox,
  SandboxCommand,
  SandboxProvider,
  SandboxRequest,
} from "../../executor/mod.ts";
import { KEY } from "../marked_key.ts";
import { E2BServer, type E2BServerOptions } from "./server.ts";

/** How long what must come soon is waited for: in tests, until it comes. */
const GRACE_MS = 3_000;

/** A provider with a server to itself. */
export class Ground implements AsyncDisposable {
  /** The server. */
  readonly server: E2BServer;
  /** Waits that were asked for, in milliseconds. */
  readonly waits: number[] = [];
  readonly #providers: SandboxProvider[] = [];

  private constructor(server: E2BServer) {
    this.server = server;
  }

  /** Starts a server. */
  static async start(options: E2BServerOptions = {}): Promise<Ground> {
    return new Ground(await E2BServer.start(options));
  }

  /** A provider for it that waits in no time. */
  provider(options: Partial<E2BOptions> = {}): SandboxProvider {
    const provider = e2bSandboxes({
      ...this.server.connection,
      secretName: "posthog-key",
      createsPerSecond: Infinity,
      random: () => 1,
      delay: (ms, signal) => {
        if (ms === GRACE_MS) return forever(signal);
        this.waits.push(ms);
        return signal?.aborted
          ? Promise.reject(signal.reason)
          : Promise.resolve();
      },
      ...options,
    });
    this.#providers.push(provider);
    return provider;
  }

  /** A sandbox of a fresh provider. */
  async sandbox(options: Partial<E2BOptions> = {}): Promise<Sandbox> {
    const sandbox = await this.provider(options).open(request());
    this.server.takeLines();
    return sandbox;
  }

  /** Ends the providers, then the server. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const provider of this.#providers) {
      await provider[Symbol.asyncDispose]();
    }
    await this.server[Symbol.asyncDispose]();
  }
}

/** What a sandbox is opened with. */
export function request(
  changes: Partial<SandboxRequest> = {},
): SandboxRequest {
  return {
    connection: {
      apiUrl: "https://us.posthog.com",
      projectId: "1",
      personalApiKey: KEY,
    },
    lifetimeMs: 60_000,
    metadata: { run: "r1" },
    ...changes,
  };
}

/** A command that runs `main.mjs`, and what it printed. */
export function command(
  changes: Partial<SandboxCommand> = {},
): SandboxCommand & { readonly printed: { out: string; err: string } } {
  const printed = { out: "", err: "" };
  return {
    printed,
    entry: "main.mjs",
    fromTemplate: true,
    args: ["run/1"],
    env: {},
    timeoutMs: 20_000,
    maxOutputBytes: 1_000_000,
    maxMemoryBytes: 256 * 1024 * 1024,
    budgets: { requests: 100, rows: 1_000, bytes: 1_000_000, writes: 10 },
    onStdout: (text) => void (printed.out += text),
    onStderr: (text) => void (printed.err += text),
    ...changes,
  };
}

/** Puts a script into a sandbox as `main.mjs`. */
export async function script(sandbox: Sandbox, source: string): Promise<void> {
  await sandbox.write([{ path: "main.mjs", data: source }]);
}

/** A file's text, or `undefined` where there is none. */
export async function textOf(
  sandbox: Sandbox,
  path: string,
): Promise<string | undefined> {
  const stream = await sandbox.stream(path);
  return stream === undefined ? undefined : await new Response(stream).text();
}

function forever(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((_, reject) =>
    signal?.addEventListener("abort", () => reject(signal.reason))
  );
}
