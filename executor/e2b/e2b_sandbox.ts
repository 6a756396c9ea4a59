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
import { continued } from "./continued_stream.ts";
import { runScript } from "./running.ts";
import type { SdkSandbox } from "./sdk.ts";
import { symptomOf } from "./symptom.ts";
import { lackingFiles } from "./template_name.ts";
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
  readonly onDone: (mayBeUsedAgain: boolean) => Promise<void>;
}

/**
 * One E2B sandbox. A warm run takes three requests: write, run, read.
 * Prolonging a life that is long enough asks nothing.
 */
export class E2BSandbox implements Sandbox {
  /** E2B's id. */
  readonly id: string;
  /** What the driver in the sandbox reads. */
  readonly env: Readonly<Record<string, string>>;
  readonly #sandbox: SdkSandbox;
  readonly #settings: Settings;
  readonly #onDone: (mayBeUsedAgain: boolean) => Promise<void>;
  #endAt: number;
  #isReusable = true;
  #isClean = true;
  #done: Promise<void> | undefined;

  constructor({ sandbox, settings, env, endAt, onDone }: E2BSandboxInit) {
    this.id = sandbox.sandboxId;
    this.env = env;
    this.#sandbox = sandbox;
    this.#settings = settings;
    this.#endAt = endAt;
    this.#onDone = onDone;
  }

  /** Writes all files, but for those its template holds, in one request. */
  async write(
    files: readonly SandboxFile[],
    signal?: AbortSignal,
  ): Promise<void> {
    const lacking = await lackingFiles(this.#settings.template, files);
    const entries = lacking.map(({ path, data }) => ({
      path,
      data: typeof data === "string" ? data : new Blob([new Uint8Array(data)]),
    }));
    await this.#persist(
      `write ${lacking.length} files to`,
      () => this.#sandbox.files.write(entries, options(signal)),
      signal,
    );
  }

  /** Runs a script to its end; when this returns, it is no more. */
  async run(command: SandboxCommand): Promise<ProcessExit> {
    const { runtime, timing, maxAttempts } = this.#settings;
    this.#isReusable = false;
    this.#isClean &&= command.fromTemplate;
    const exit = await runScript({
      sandbox: this.#sandbox,
      runtime,
      env: this.env,
      timing,
      maxAttempts,
    }, command);
    this.#isReusable = exit.kind === "exited";
    return exit;
  }

  /** E2B ends one process: what it had started may still run. */
  get isReusable(): boolean {
    return this.#isReusable;
  }

  /**
   * A script may write to every file here, and become root by `sudo`: no check
   * inside could be trusted after it.
   */
  get isClean(): boolean {
    return this.#isClean;
  }

  /**
   * A file as a stream, or `undefined` where there is none. A connection that
   * breaks is taken up again behind the bytes that have come.
   */
  async stream(
    path: string,
    signal?: AbortSignal,
  ): Promise<ReadableStream<Uint8Array> | undefined> {
    const open = () =>
      this.#persist(
        `read "${path}" of`,
        () => this.#openFile(path, signal),
        signal,
      );
    const first = await open();
    return first === undefined ? undefined : continued(first, open);
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
    this.#done ??= this.#onDone(this.#isReusable && this.#isClean);
    return this.#done;
  }

  async #openFile(
    path: string,
    signal: AbortSignal | undefined,
  ): Promise<ReadableStream<Uint8Array> | undefined> {
    const how = { format: "stream", ...options(signal) } as const;
    return await this.#sandbox.files.read(path, how).catch(noFile);
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
