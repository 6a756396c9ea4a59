/**
 * A time budget and the caller's signal, as one signal.
 *
 * @module
 */

/** Runs `work` under a time budget; call {@linkcode Deadline.clear} in the end. */
export class Deadline {
  #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout>;
  #outer: AbortSignal | undefined;
  #forward: () => void;
  #timedOut = false;

  constructor(ms: number, outer: AbortSignal | undefined) {
    this.#outer = outer;
    this.#forward = () => this.#controller.abort(outer?.reason);
    this.#timer = setTimeout(() => {
      this.#timedOut = true;
      this.#controller.abort();
    }, ms);
    if (outer?.aborted === true) this.#forward();
    outer?.addEventListener("abort", this.#forward, { once: true });
  }

  /** For the work itself, so that it stops too. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether the budget ran out (rather than the caller giving up). */
  get timedOut(): boolean {
    return this.#timedOut;
  }

  /** The work's result, or a rejection as soon as the signal fires: not every `fetch` listens to it. */
  async race<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.#controller;
    let stop = () => {};
    const aborted = new Promise<never>((_, reject) => {
      stop = () => reject(signal.reason);
      if (signal.aborted) stop();
      signal.addEventListener("abort", stop, { once: true });
    });
    try {
      return await Promise.race([work, aborted]);
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  /** Frees the timer and the listener. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener("abort", this.#forward);
  }
}
