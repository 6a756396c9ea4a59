/**
 * One client listening to a process: frames in order, with keepalives in
 * silence and a clock of its own.
 *
 * @module
 */

import { type ConnectProblem, endFrame, messageFrame } from "./connect_wire.ts";

/** How a client listens. */
export interface Listening {
  /** Silence after which a keepalive is sent. */
  readonly keepaliveMs: number;
  /**
   * When the stream ends with `deadline_exceeded`; never when absent. The
   * deadline is the command's: it stays when the client leaves before.
   */
  readonly deadlineMs?: number;
  /** Called at the deadline, before the stream ends. */
  readonly onDeadline?: () => void;
}

/** One client listening to a process. */
export class Subscriber {
  /** What the client reads. */
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #keepalive: ReturnType<typeof setInterval>;
  readonly #deadline: ReturnType<typeof setTimeout> | undefined;
  #spoke = false;
  #over = false;

  constructor({ keepaliveMs, deadlineMs, onDeadline }: Listening) {
    const { readable, writable } = new TransformStream();
    this.stream = readable;
    this.#writer = writable.getWriter();
    this.#writer.closed.catch(() => this.#stop());
    this.#keepalive = setInterval(() => this.#keepAlive(), keepaliveMs);
    if (deadlineMs === undefined) return;
    this.#deadline = setTimeout(() => {
      onDeadline?.();
      const message = "context deadline exceeded";
      this.end({ code: "deadline_exceeded", message });
    }, deadlineMs);
  }

  /** Sends an event, and waits until the client takes it. */
  async send(event: unknown): Promise<void> {
    this.#spoke = true;
    await this.#write(messageFrame({ event }));
  }

  /** The end of the stream, which is never missing unless it is cut. */
  end(problem?: ConnectProblem): void {
    clearTimeout(this.#deadline);
    if (this.#over) return;
    this.#stop();
    this.#writer.write(endFrame(problem)).catch(() => {});
    this.#writer.close().catch(() => {});
  }

  /** The connection is reset, as when a machine disappears. */
  cut(): void {
    clearTimeout(this.#deadline);
    if (this.#over) return;
    this.#stop();
    this.#writer.abort("E2B test server: connection reset").catch(() => {});
  }

  #keepAlive(): void {
    if (!this.#spoke) this.#write(messageFrame({ event: { keepalive: {} } }));
    this.#spoke = false;
  }

  async #write(frame: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.#over) return;
    await this.#writer.ready.catch(() => {});
    await this.#writer.write(frame).catch(() => this.#stop());
  }

  #stop(): void {
    this.#over = true;
    clearInterval(this.#keepalive);
  }
}
