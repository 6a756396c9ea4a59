/**
 * One sandboxed process, from start to certain end.
 *
 * @module
 */

import type { ProcessExit, SandboxCommand } from "../sandbox.ts";

/** What a process is started with. */
export interface Start {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** Where it works. */
  readonly directory: string;
  /** All its variables. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * How a runtime ends itself when it can get no memory; it cannot always say
 * so first, as that takes memory too.
 */
const MEMORY_SIGNALS: readonly string[] = ["SIGABRT", "SIGILL", "SIGTRAP"];

/** A shell reports a signal as 128 and its number. */
const SIGNALS: Readonly<Record<number, string>> = {
  132: "SIGILL",
  133: "SIGTRAP",
  134: "SIGABRT",
  135: "SIGBUS",
  137: "SIGKILL",
  139: "SIGSEGV",
  143: "SIGTERM",
  153: "SIGXFSZ",
};

/** A process in a group of its own, which ends with it. */
export class SandboxProcess {
  readonly #child: Deno.ChildProcess;
  #end: ProcessExit | undefined;

  constructor({ command, directory, env }: Start) {
    const [program = "", ...args] = command;
    this.#child = new Deno.Command(program, {
      args,
      cwd: directory,
      clearEnv: true,
      env: { ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      detached: true,
    }).spawn();
  }

  /** Its id. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Follows it to its end, within the command's limits. */
  async follow(command: SandboxCommand): Promise<ProcessExit> {
    const { signal, timeoutMs } = command;
    const abort = () => this.kill({ kind: "aborted" });
    signal?.addEventListener("abort", abort);
    if (signal?.aborted) abort();
    const clock = setTimeout(() => this.kill({ kind: "timeout" }), timeoutMs);
    try {
      return await this.#follow(command);
    } finally {
      clearTimeout(clock);
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Ends a process that nobody follows. */
  async dispose(): Promise<void> {
    this.kill({ kind: "killed", signal: "SIGKILL" });
    await Promise.all([
      this.#child.stdout.cancel(),
      this.#child.stderr.cancel(),
    ]);
    await this.#status();
  }

  /** SIGKILL cannot be caught; the minus sign names the whole group. */
  kill(end: ProcessExit): void {
    this.#end ??= end;
    try {
      Deno.kill(-this.#child.pid, "SIGKILL");
    } catch (error) {
      // It ended by itself meanwhile.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async #follow(command: SandboxCommand): Promise<ProcessExit> {
    let left = command.maxOutputBytes;
    const isWithin = (bytes: Uint8Array) => {
      left -= bytes.byteLength;
      if (left < 0) this.kill({ kind: "output_flood" });
      return left >= 0;
    };
    await Promise.all([
      drain(this.#child.stdout, isWithin, command.onStdout),
      drain(this.#child.stderr, isWithin, command.onStderr),
    ]);
    const status = await this.#status();
    return this.#end ?? exitOf(status);
  }

  async #status(): Promise<Deno.CommandStatus> {
    const status = await this.#child.status;
    await this.#child.stdin.close().catch(() => {});
    return status;
  }
}

/** Reads to the end; what is beyond the limit is read, but not passed on. */
async function drain(
  stream: ReadableStream<Uint8Array>,
  isWithin: (bytes: Uint8Array) => boolean,
  onText: (text: string) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  for await (const bytes of stream) {
    if (isWithin(bytes)) onText(decoder.decode(bytes, { stream: true }));
  }
  onText(decoder.decode());
}

function exitOf(status: Deno.CommandStatus): ProcessExit {
  const signal = status.signal ?? SIGNALS[status.code];
  if (signal === undefined) return { kind: "exited", code: status.code };
  if (MEMORY_SIGNALS.includes(signal)) return { kind: "out_of_memory" };
  return { kind: "killed", signal };
}
