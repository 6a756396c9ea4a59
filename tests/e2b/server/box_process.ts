/**
 * A real process in a sandbox, as envd runs it: it outlives its listeners,
 * and what it prints while nobody listens is gone.
 *
 * @module
 */

import { ConnectFault } from "./connect_wire.ts";
import { type Listening, Subscriber } from "./subscriber.ts";

const CHUNK_BYTES = 32 * 1024;

/** What to start. */
export interface ProcessConfig {
  /** Program. */
  readonly cmd: string;
  /** Arguments. */
  readonly args: readonly string[];
  /** Directory, as a path of this machine. */
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether input will come; otherwise it reads from nothing. */
  readonly stdin: boolean;
}

/** A real process in a sandbox. */
export class BoxProcess {
  /** What it was started with. */
  readonly config: ProcessConfig;
  /** When it ended, in milliseconds since the epoch. */
  endedAt: number | undefined;
  /** Resolves when it has ended and both pipes are empty. */
  readonly ended: Promise<void>;
  readonly #child: Deno.ChildProcess;
  readonly #subscribers: Set<Subscriber> = new Set();
  readonly #input: WritableStreamDefaultWriter<Uint8Array> | undefined;
  #endEvent: unknown;

  constructor(config: ProcessConfig) {
    this.config = config;
    this.#child = new Deno.Command(config.cmd, {
      args: [...config.args],
      cwd: config.cwd,
      env: { ...config.env },
      clearEnv: true,
      detached: true,
      stdin: config.stdin ? "piped" : "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#input = config.stdin ? this.#child.stdin.getWriter() : undefined;
    this.ended = this.#watch();
  }

  /** The process's id on this machine. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Lets a client listen: the start event first, then what comes. */
  listen(how: Listening): ReadableStream<Uint8Array<ArrayBuffer>> {
    const subscriber = new Subscriber(how);
    const started = subscriber.send({ start: { pid: this.pid } });
    if (this.endedAt === undefined) this.#subscribers.add(subscriber);
    else {
      started.then(() => subscriber.send(this.#endEvent))
        .then(() => subscriber.end());
    }
    return subscriber.stream;
  }

  /** A signal to this one process, not to its children. */
  signal(name: Deno.Signal): void {
    try {
      this.#child.kill(name);
    } catch {
      const message = `process with pid ${this.pid} not found`;
      throw new ConnectFault("not_found", message);
    }
  }

  /** More input. */
  async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.#input === undefined) {
      throw new ConnectFault("failed_precondition", "stdin is not enabled");
    }
    await this.#input.write(bytes);
  }

  /** The end of input. */
  async closeInput(): Promise<void> {
    await this.#input?.close().catch(() => {});
  }

  /** Stops it and its children where they are. */
  freeze(): void {
    this.#signalGroup("SIGSTOP");
    this.#cutAll();
  }

  /** Lets them go on. */
  thaw(): void {
    this.#signalGroup("SIGCONT");
  }

  /** Ends it with the machine: streams break without an end event. */
  async destroy(): Promise<void> {
    this.#cutAll();
    this.#signalGroup("SIGKILL");
    await this.ended;
  }

  #cutAll(): void {
    for (const subscriber of this.#subscribers) subscriber.cut();
    this.#subscribers.clear();
  }

  #signalGroup(name: Deno.Signal): void {
    try {
      Deno.kill(-this.pid, name);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async #watch(): Promise<void> {
    const [status] = await Promise.all([
      this.#child.status,
      this.#pump(this.#child.stdout, "stdout"),
      this.#pump(this.#child.stderr, "stderr"),
    ]);
    await this.closeInput();
    this.endedAt = Date.now();
    this.#endEvent = { end: endOf(status) };
    for (const subscriber of this.#subscribers) {
      await subscriber.send(this.#endEvent);
      subscriber.end();
    }
    this.#subscribers.clear();
  }

  async #pump(
    output: ReadableStream<Uint8Array>,
    name: "stdout" | "stderr",
  ): Promise<void> {
    for await (const bytes of output) {
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
        const chunk = bytes.subarray(at, at + CHUNK_BYTES).toBase64();
        const event = { data: { [name]: chunk } };
        for (const subscriber of this.#subscribers) {
          await subscriber.send(event);
        }
      }
    }
  }
}

function endOf({ code, signal }: Deno.CommandStatus): unknown {
  if (signal !== null) {
    const status = `signal: ${SIGNAL_WORDS[signal] ?? signal}`;
    return { exitCode: -1, status, error: status };
  }
  const status = `exit status ${code}`;
  if (code === 0) return { exited: true, status };
  return { exitCode: code, exited: true, status, error: status };
}

/** Go's words for signals, which envd uses. */
const SIGNAL_WORDS: Readonly<Record<string, string>> = {
  SIGKILL: "killed",
  SIGTERM: "terminated",
  SIGABRT: "aborted",
  SIGSEGV: "segmentation fault",
  SIGINT: "interrupt",
};
