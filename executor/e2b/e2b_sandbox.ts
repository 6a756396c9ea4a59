/**
 * One E2B sandbox as the executor sees it.
 *
 * @module
 */

import type {
  ProcessExit,
  Sandbox,
  SandboxCommand,
  SandboxFile,
} from "../sandbox.ts";
import { E2BError } from "./error.ts";
import { askLife } from "./life.ts";
import type { Settings } from "./options.ts";
import { runScript } from "./running.ts";
import type { SdkSandbox } from "./sdk.ts";
import { symptomOf } from "./symptom.ts";
import { backoffMs } from "./timing.ts";

/** What an {@linkcode E2BSandbox} is made of. */
export interface E2BSandboxInit {
  /** E2B's own object. */
  readonly sandbox: SdkSandbox;
  /** How E2B is used. */
  readonly settings: Settings;
  /** Environment of every run. */
  readonly env: Readonly<Record<string, string>>;
  /** When its life ends unless it is prolonged, by our clock. */
  readonly endAt: number;
  /** Called once when it is given back. */
  readonly onDone: () => Promise<void>;
}

/**
 * One E2B sandbox. A warm run takes three requests: write, run, read.
 * Removing is left to the next run, and prolonging a life that is long
 * enough asks nothing.
 */
export class E2BSandbox implements Sandbox {
  /** E2B's id. */
  readonly id: string;
  /** What the driver in the sandbox reads. */
  readonly env: Readonly<Record<string, string>>;
  readonly #sandbox: SdkSandbox;
  readonly #settings: Settings;
  readonly #onDone: () => Promise<void>;
  readonly #garbage: Set<string> = new Set();
  #endAt: number;
  #done: Promise<void> | undefined;

  constructor({ sandbox, settings, env, endAt, onDone }: E2BSandboxInit) {
    this.id = sandbox.sandboxId;
    this.env = env;
    this.#sandbox = sandbox;
    this.#settings = settings;
    this.#endAt = endAt;
    this.#onDone = onDone;
  }

  /** Writes all files in one request. */
  async write(
    files: readonly SandboxFile[],
    signal?: AbortSignal,
  ): Promise<void> {
    const entries = files.map(({ path, data }) => ({
      path,
      data: typeof data === "string" ? data : new Blob([new Uint8Array(data)]),
    }));
    await this.#persist(
      `write ${files.length} files to`,
      () => this.#sandbox.files.write(entries, options(signal)),
      signal,
    );
  }

  /** Runs a script to its end; when this returns, it is no more. */
  async run(command: SandboxCommand): Promise<ProcessExit> {
    const garbage = [...this.#garbage];
    const { runtime, timing, maxAttempts } = this.#settings;
    const exit = await runScript({
      sandbox: this.#sandbox,
      runtime,
      env: this.env,
      garbage,
      timing,
      maxAttempts,
    }, command);
    for (const path of garbage) this.#garbage.delete(path);
    return exit;
  }

  /** A file's bytes, or `undefined` where there is none. */
  async read(
    path: string,
    signal?: AbortSignal,
  ): Promise<Uint8Array | undefined> {
    return await this.#persist(
      `read "${path}" of`,
      () =>
        this.#sandbox.files.read(path, { format: "bytes", ...options(signal) })
          .catch(noFile),
      signal,
    );
  }

  /** A file as a stream, for artifacts of any size. */
  async stream(path: string): Promise<ReadableStream<Uint8Array>> {
    return await this.#persist(
      `read "${path}" of`,
      () => this.#sandbox.files.read(path, { format: "stream" }),
    );
  }

  /** Removes a directory when the next run starts, or with the sandbox. */
  remove(path: string): Promise<void> {
    this.#garbage.add(path);
    return Promise.resolve();
  }

  /** Prolongs its life where it is shorter than that. */
  async keepAlive(lifetimeMs: number): Promise<void> {
    const endAt = this.#settings.timing.now() + lifetimeMs;
    if (endAt <= this.#endAt) return;
    await this.#persist(
      "prolong the life of",
      () => this.#sandbox.setTimeout(lifetimeMs),
    );
    this.#endAt = endAt;
  }

  /** Asks whether it is still there. */
  async isAlive(): Promise<boolean> {
    return this.#done === undefined &&
      await askLife(this.#sandbox) === "running";
  }

  /** Gives it back; its own clock ends it where that fails. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#done ??= this.#onDone();
    return this.#done;
  }

  /** Does what may be done twice, until it is done or cannot be. */
  async #persist<T>(
    attempted: string,
    action: () => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const { timing, maxAttempts } = this.#settings;
    for (let attempt = 0;; attempt++) {
      try {
        return await action();
      } catch (cause) {
        const error = signal?.aborted
          ? aborted(attempted, cause)
          : await this.#explain(attempted, cause);
        if (!error.retryable || attempt + 1 >= maxAttempts) throw error;
      }
      await timing.delay(backoffMs(attempt, timing.random()), signal)
        .catch((reason) => {
          throw aborted(attempted, reason);
        });
    }
  }

  async #explain(attempted: string, cause: unknown): Promise<E2BError> {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `Cannot ${attempted} sandbox "${this.id}": ${reason}`;
    switch (symptomOf(cause)) {
      case "no_space":
        return new E2BError("no_space", message, {
          hint: "Use a new sandbox, or a template with a larger disk",
          cause,
        });
      case "unauthorized":
        return new E2BError("unauthorized", message, {
          hint: "Use a new sandbox: this one has changed hands",
          cause,
        });
      case "invalid":
      case "missing_file":
        return new E2BError("invalid_request", message, {
          hint: "Look at the path",
          cause,
        });
      default:
        return await this.#explainLife(attempted, reason, cause);
    }
  }

  async #explainLife(
    attempted: string,
    reason: string,
    cause: unknown,
  ): Promise<E2BError> {
    const life = await askLife(this.#sandbox);
    if (life === "gone" || life === "paused") {
      return new E2BError(
        "sandbox_lost",
        `Cannot ${attempted} sandbox "${this.id}": it is ${life}`,
        { hint: "Run it again: a new sandbox will be used", cause },
      );
    }
    return new E2BError(
      "busy",
      `Cannot ${attempted} sandbox "${this.id}": ${reason}`,
      { hint: "Try again in a minute", retryable: true, cause },
    );
  }
}

function options(
  signal: AbortSignal | undefined,
): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function noFile(error: unknown): undefined {
  if (symptomOf(error) === "missing_file") return undefined;
  throw error;
}

function aborted(attempted: string, cause: unknown): E2BError {
  return new E2BError(
    "aborted",
    `Stopped trying to ${attempted} the sandbox: it was aborted`,
    { hint: "Start again when you are ready", cause },
  );
}
