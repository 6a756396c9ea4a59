/**
 * Local sandboxes: without an account, closed by Deno's permissions.
 *
 * @module
 */

import type { Sandbox, SandboxProvider, SandboxRequest } from "../sandbox.ts";
import { SandboxRoot } from "./root.ts";
import { LocalSandbox } from "./sandbox.ts";
import { canBeWalled } from "./wall.ts";

/** What can be set for sandboxes on this machine. */
export interface LocalSandboxOptions {
  /**
   * Most bytes that the files of a run may have together, artifacts included.
   *
   * @default {2 GiB}
   */
  readonly maxDiskBytes?: number;
  /**
   * What stands around each process beside Deno's permissions.
   *
   * @default {"bubblewrap" where it is installed and works, else "none"}
   */
  readonly wall?: "bubblewrap" | "none";
  /**
   * Sends the requests that leave the sandbox.
   *
   * @default {fetch}
   */
  readonly fetch?: typeof fetch;
}

const MAX_DISK_BYTES = 2 * 1024 ** 3;
const MAX_FILES = 10_000;

/**
 * Sandboxes on this machine. Each is a directory and, per run, one Deno
 * process that can read and write there, reach one gateway on the loopback
 * interface, and do nothing else; the gateway adds the personal key.
 *
 * @example
 * ```ts
 * import { localSandbox } from "@posthog-driver/posthog-driver/executor";
 * import { assertEquals } from "@std/assert";
 *
 * await using provider = localSandbox();
 * await using sandbox = await provider.open({
 *   connection: {
 *     apiUrl: "https://us.posthog.com",
 *     projectId: "12345",
 *     personalApiKey: "phx_example",
 *   },
 *   lifetimeMs: 60_000,
 *   metadata: {},
 * });
 * assertEquals(Object.values(sandbox.env).includes("phx_example"), false);
 * ```
 */
export function localSandbox(
  options: LocalSandboxOptions = {},
): SandboxProvider {
  return new LocalProvider(options);
}

class LocalProvider implements SandboxProvider {
  readonly kind = "local";
  readonly #options: LocalSandboxOptions;
  #root: Promise<SandboxRoot> | undefined;
  #isWalled: Promise<boolean> | undefined;
  #opened = 0;

  constructor(options: LocalSandboxOptions) {
    this.#options = options;
  }

  async open({ connection, signal }: SandboxRequest): Promise<Sandbox> {
    this.#root ??= SandboxRoot.open();
    const root = await this.#root;
    signal?.throwIfAborted();
    this.#opened += 1;
    const name = `${this.#opened}`;
    const directory = await root.directory(name);
    this.#isWalled ??= this.#wall(directory);
    return new LocalSandbox({
      id: `${root.path.slice(root.path.lastIndexOf("/") + 1)}/${name}`,
      directory,
      isWalled: await this.#isWalled,
      connection,
      disk: {
        bytes: this.#options.maxDiskBytes ?? MAX_DISK_BYTES,
        entries: MAX_FILES,
      },
      fetch: this.#options.fetch ?? fetch,
    });
  }

  async #wall(directory: string): Promise<boolean> {
    const { wall } = this.#options;
    if (wall === "none") return false;
    const works = await canBeWalled({ directory, program: Deno.execPath() });
    if (works || wall === undefined) return works;
    throw new Error(
      "Cannot start bubblewrap: install it (Debian: bubblewrap), allow user namespaces, or do without the wall",
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const root = await this.#root?.catch(() => undefined);
    this.#root = undefined;
    await root?.[Symbol.asyncDispose]();
  }
}
