/**
 * What the program is doing, on stderr, with how long it took.
 *
 * @module
 */

import { safeText } from "./cell.ts";
import { durationText } from "./duration.ts";
import type { Screen } from "./terminal.ts";

const CLEAR_LINE = "\r\u001b[2K";

/** Tells about progress; with `quiet` only about warnings. */
export class Steps {
  readonly #screen: Screen;
  readonly #quiet: boolean;
  readonly #now: () => number;
  /** A line that the next one overwrites is on the screen. */
  #transient = false;
  #drawnAt = -Infinity;

  /** Writes to `screen`; `now` gives milliseconds. */
  constructor(
    screen: Screen,
    { quiet = false, now = () => performance.now() }: {
      quiet?: boolean;
      now?: () => number;
    } = {},
  ) {
    this.#screen = screen;
    this.#quiet = quiet;
    this.#now = now;
  }

  /**
   * Does some work and tells, after it, how it ended and how long it took.
   * `succeeded` judges a result that may be a failure.
   */
  async step<T>(
    title: string,
    work: () => Promise<T>,
    succeeded: (result: T) => boolean = () => true,
  ): Promise<T> {
    const start = this.#now();
    this.#overwritable(`… ${title}`);
    try {
      const result = await work();
      if (succeeded(result)) this.done(title, this.#now() - start);
      else this.#failed(title, start);
      return result;
    } catch (error) {
      this.#failed(title, start);
      throw error;
    }
  }

  /** Tells of a piece of work that is done. */
  done(title: string, elapsedMs: number): void {
    const mark = this.#screen.style("green", "✓");
    this.#line(mark, title, this.#now() - elapsedMs);
  }

  /** Tells something worth knowing. */
  note(text: string): void {
    if (!this.#quiet) this.#write(`${this.#screen.style("dim", text)}\n`);
  }

  /** Tells something that should not be missed, quiet or not. */
  warn(text: string): void {
    this.#write(`${this.#screen.style("yellow", "!")} ${text}\n`);
  }

  /** Shows how far some work is: often called, seldom drawn. */
  progress(text: string): void {
    const now = this.#now();
    if (now - this.#drawnAt < (this.#screen.isTerminal ? 100 : 5000)) return;
    this.#drawnAt = now;
    if (this.#screen.isTerminal) this.#overwritable(text);
    else this.note(text);
  }

  #failed(title: string, start: number): void {
    this.#line(this.#screen.style("red", "✗"), title, start);
  }

  #line(mark: string, title: string, start: number): void {
    if (this.#quiet) return;
    const took = durationText(this.#now() - start);
    const time = this.#screen.style("dim", took.padStart(8));
    this.#write(`${mark} ${time}  ${safeText(title)}\n`);
  }

  /** Only where a person looks: a line that the next one replaces. */
  #overwritable(text: string): void {
    if (this.#quiet || !this.#screen.isTerminal) return;
    const short = text.slice(0, (this.#screen.columns ?? 80) - 1);
    this.#write(this.#screen.style("dim", safeText(short)));
    this.#transient = true;
  }

  #write(text: string): void {
    const clear = this.#transient ? CLEAR_LINE : "";
    this.#transient = false;
    this.#screen.write(clear + text);
  }
}
