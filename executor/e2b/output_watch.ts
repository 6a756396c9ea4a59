/**
 * Watching what a process prints, and whether it is to be stopped.
 *
 * @module
 */

import type { ProcessExit, SandboxCommand } from "../sandbox.ts";

const TAIL_CHARACTERS = 4_000;

/** An end that we bring about ourselves. */
export type Stop = Extract<
  ProcessExit,
  { readonly kind: "aborted" | "output_flood" }
>;

/**
 * Passes output on until there is too much of it. {@linkcode stopped}
 * resolves when the process must be killed: output flood, or abort.
 */
export class OutputWatch implements Disposable {
  /** Resolves with the reason for which the process must be killed. */
  readonly stopped: Promise<Stop>;
  readonly #command: SandboxCommand;
  readonly #stop: (reason: Stop) => void;
  readonly #onAbort = () => this.#end({ kind: "aborted" });
  #bytes = 0;
  #errorTail = "";
  #reason: Stop | undefined;

  constructor(command: SandboxCommand) {
    this.#command = command;
    const { promise, resolve } = Promise.withResolvers<Stop>();
    this.stopped = promise;
    this.#stop = resolve;
    command.signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (command.signal?.aborted) this.#onAbort();
  }

  /** Why it is to be stopped, if so. */
  get reason(): Stop | undefined {
    return this.#reason;
  }

  /** Whether V8 said that its heap is full. */
  get heapExhausted(): boolean {
    return /heap out of memory|Reached heap limit/.test(this.#errorTail);
  }

  /** For the SDK. */
  readonly onStdout = (text: string): void => {
    if (this.#count(text)) this.#command.onStdout(text);
  };

  /** For the SDK. */
  readonly onStderr = (text: string): void => {
    this.#errorTail = (this.#errorTail + text).slice(-TAIL_CHARACTERS);
    if (this.#count(text)) this.#command.onStderr(text);
  };

  /** Stops listening for an abort. */
  [Symbol.dispose](): void {
    this.#command.signal?.removeEventListener("abort", this.#onAbort);
  }

  #count(text: string): boolean {
    if (this.#reason !== undefined) return false;
    this.#bytes += new TextEncoder().encode(text).length;
    if (this.#bytes <= this.#command.maxOutputBytes) return true;
    this.#end({ kind: "output_flood" });
    return false;
  }

  #end(reason: Stop): void {
    this.#reason ??= reason;
    this.#stop(this.#reason);
  }
}
