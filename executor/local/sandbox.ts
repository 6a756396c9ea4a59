/**
 * A sandbox on this machine: a directory, a gateway, one process at a time.
 *
 * @module
 */

import type {
  PostHogConnection,
  ProcessExit,
  Sandbox,
  SandboxCommand,
  SandboxFile,
} from "../sandbox.ts";
import { Gateway } from "./gateway.ts";
import { denoArguments, denoEnv } from "./permissions.ts";
import { SandboxProcess } from "./process.ts";
import { supervised } from "./supervise.ts";
import { walled } from "./wall.ts";
import WAIT from "./wait.mjs" with { type: "text" };
import { type DiskLimits, watchDisk } from "./watch.ts";

/** What a local sandbox is made with. */
export interface LocalSandboxOptions {
  /** Its name. */
  readonly id: string;
  /** Its directory, which exists and is empty. */
  readonly directory: string;
  /** The one project it may talk to. */
  readonly connection: PostHogConnection;
  /** How much a run may leave on disk. */
  readonly disk: DiskLimits;
  /** Whether bubblewrap stands around each process. */
  readonly isWalled: boolean;
  /** Sends the gateway's requests. */
  readonly fetch: typeof fetch;
}

/** A process that waits for its order. */
interface Waiting {
  readonly process: SandboxProcess;
  readonly maxMemoryBytes: number;
  readonly order: PromiseWithResolvers<Response>;
}

/**
 * What V8 reserves beside the heap, in bytes: room for code, stacks and the
 * runtime itself.
 */
const RUNTIME_BYTES = 640 * 1024 * 1024;

/**
 * Ends that leave a sandbox as good as before: the whole process group is gone
 * in any case, but of one that was killed nobody knows what it met.
 */
const HARMLESS: readonly ProcessExit["kind"][] = [
  "exited",
  "timeout",
  "aborted",
  "out_of_memory",
  "output_flood",
];

/** What a run takes whose answers come at once. */
const QUICK_RUN_MS = 60;

/** Runs scripts in Deno processes with named permissions. */
export class LocalSandbox implements Sandbox {
  readonly id: string;
  readonly env: Readonly<Record<string, string>>;
  readonly #options: LocalSandboxOptions;
  readonly #gateway: Gateway;
  readonly #orders: Map<string, Promise<Response>> = new Map();
  #waiting: Waiting | undefined;
  #runs = 0;
  #isPrepared = false;
  /** A script can change nothing but `run/`, and does not outlive its run. */
  readonly isClean = true;
  #isReusable = true;

  constructor(options: LocalSandboxOptions) {
    this.#options = options;
    this.id = options.id;
    this.#gateway = new Gateway({
      connection: options.connection,
      fetch: options.fetch,
      onWaiting: (name) => this.#order(name),
    });
    const { projectId, projectApiKey } = options.connection;
    this.env = {
      POSTHOG_API_URL: this.#gateway.url,
      POSTHOG_PROJECT_ID: projectId,
      POSTHOG_PERSONAL_API_KEY: "phx_added_by_the_gateway",
      ...(projectApiKey === undefined
        ? {}
        : { POSTHOG_PROJECT_API_KEY: projectApiKey }),
    };
  }

  async write(files: readonly SandboxFile[]): Promise<void> {
    const own = this.#isPrepared ? [] : [{ path: "wait.mjs", data: WAIT }];
    this.#isPrepared = true;
    for (const { path, data } of [...own, ...files]) {
      const file = `${this.#options.directory}/${path}`;
      await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), {
        recursive: true,
      });
      if (typeof data === "string") await Deno.writeTextFile(file, data);
      else await Deno.writeFile(file, data);
    }
  }

  async run(command: SandboxCommand): Promise<ProcessExit> {
    const { process, order } = await this.#take(command.maxMemoryBytes);
    this.#runs += 1;
    this.#gateway.open(command.budgets);
    const { entry, env } = command;
    order.resolve(Response.json({ entry, env }));
    const early = this.#prepareEarly(command.maxMemoryBytes);
    const directory = `${this.#options.directory}/run`;
    using _watch = watchDisk(
      { directory, pid: process.pid },
      this.#options.disk,
      (reason) => process.kill({ kind: "killed", signal: "SIGKILL", reason }),
    );
    try {
      const exit = await process.follow(command);
      this.#isReusable = HARMLESS.includes(exit.kind);
      return exit;
    } finally {
      clearTimeout(early);
      this.#gateway.shut();
      this.#prepareNext(command.maxMemoryBytes);
    }
  }

  async stream(
    path: string,
  ): Promise<ReadableStream<Uint8Array> | undefined> {
    try {
      return (await Deno.open(`${this.#options.directory}/${path}`)).readable;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  async keepAlive(): Promise<void> {}

  get isReusable(): boolean {
    return this.#isReusable;
  }

  async isAlive(): Promise<boolean> {
    const { isDirectory } = await Deno.stat(this.#options.directory)
      .catch(() => ({ isDirectory: false }));
    return isDirectory;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dismiss();
    await this.#gateway[Symbol.asyncDispose]();
    await Deno.remove(this.#options.directory, { recursive: true });
  }

  /** The process that waits, or a new one where its limits do not fit. */
  async #take(maxMemoryBytes: number): Promise<Waiting> {
    if (this.#waiting?.maxMemoryBytes !== maxMemoryBytes) await this.#dismiss();
    const taken = this.#waiting ?? this.#start(maxMemoryBytes);
    this.#waiting = undefined;
    return taken;
  }

  async #dismiss(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.order.resolve(new Response(null, { status: 410 }));
    await waiting?.process.dispose();
  }

  /**
   * A sandbox that is used again is likely to be used once more: while a
   * script waits for PostHog, the next process loads. A quick run is not
   * disturbed by that.
   */
  #prepareEarly(maxMemoryBytes: number): ReturnType<typeof setTimeout> {
    const prepare = () => {
      if (this.#runs > 1) this.#prepareNext(maxMemoryBytes);
    };
    return setTimeout(prepare, QUICK_RUN_MS);
  }

  /** Starts the process of the next run; no answer depends on it. */
  #prepareNext(maxMemoryBytes: number): void {
    try {
      this.#waiting ??= this.#start(maxMemoryBytes);
    } catch {
      // The next run will try again, and say why it cannot.
    }
  }

  #start(maxMemoryBytes: number): Waiting {
    const order = Promise.withResolvers<Response>();
    const name = crypto.randomUUID();
    const { directory, disk } = this.#options;
    const deno = denoArguments({
      directory,
      gateway: this.#gateway.address,
      heapBytes: maxMemoryBytes,
    });
    const program = Deno.execPath();
    const bare = [program, ...deno, "wait.mjs"];
    const command = this.#options.isWalled
      ? walled(bare, { directory, program })
      : bare;
    const process = new SandboxProcess({
      command: supervised(command, {
        dataBytes: maxMemoryBytes + RUNTIME_BYTES,
        fileBytes: disk.bytes,
      }),
      directory,
      env: { ...denoEnv(directory), ...this.env, POSTHOG_ORDER: name },
    });
    this.#orders.set(name, order.promise);
    return { process, maxMemoryBytes, order };
  }

  /** Each process knows the name of its own order only, and gets it once. */
  async #order(name: string): Promise<Response> {
    const order = this.#orders.get(name);
    this.#orders.delete(name);
    return await order ?? new Response(null, { status: 404 });
  }
}
