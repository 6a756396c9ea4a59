/**
 * Takes a process's output apart: progress lines and everything else.
 *
 * @module
 */

import { z } from "zod";
import { redacted } from "./redact.ts";

/** How far a script is, in its own words. */
export interface Progress {
  /** What goes on. */
  readonly message: string;
  /** Steps done, where the script counts them. */
  readonly done?: number;
  /** Steps in all, where the script knows. */
  readonly total?: number;
}

const progressLine = z.object({
  message: z.string(),
  done: z.number().optional(),
  total: z.number().optional(),
});

/** Characters of a stream that an error keeps. */
const TAIL_CHARACTERS = 4_000;

/**
 * Splits stdout. A line that holds the run's token is progress from there on;
 * nobody else knows the token, so nothing a script prints is taken for it.
 */
export class Output {
  readonly #token: string;
  readonly #secret: string;
  readonly #onProgress: (progress: Progress) => void;
  #pending = "";
  #log: string[] = [];
  #errors: string[] = [];

  constructor(
    token: string,
    secret: string,
    onProgress: (progress: Progress) => void,
  ) {
    this.#token = token;
    this.#secret = secret;
    this.#onProgress = onProgress;
  }

  /** Takes a piece of stdout; pieces end anywhere. */
  stdout(text: string): void {
    const lines = (this.#pending + text).split("\n");
    this.#pending = lines.pop() ?? "";
    for (const line of lines) this.#line(`${line}\n`);
  }

  /** Takes a piece of stderr. */
  stderr(text: string): void {
    this.#errors.push(text);
  }

  /** What the script printed, without progress. */
  get log(): string {
    return redacted(this.#log.join("") + this.#pending, this.#secret);
  }

  /** The ends of both streams, for an error. */
  get tails(): { stdoutTail: string; stderrTail: string } {
    return {
      stdoutTail: this.log.slice(-TAIL_CHARACTERS),
      stderrTail: this.stderrTail,
    };
  }

  /** The last of its complaints. */
  get stderrTail(): string {
    return redacted(this.#errors.join(""), this.#secret)
      .slice(-TAIL_CHARACTERS);
  }

  #line(line: string): void {
    const at = line.indexOf(this.#token);
    if (at < 0) {
      this.#log.push(line);
      return;
    }
    if (at > 0) this.#log.push(line.slice(0, at));
    const parsed = parseProgress(line.slice(at + this.#token.length));
    if (parsed === undefined) return;
    try {
      this.#onProgress(parsed);
    } catch {
      // A display that fails must not cost the answer.
    }
  }
}

function parseProgress(text: string): Progress | undefined {
  try {
    const { message, done, total } = progressLine.parse(JSON.parse(text));
    return {
      message,
      ...(done === undefined ? {} : { done }),
      ...(total === undefined ? {} : { total }),
    };
  } catch {
    return undefined;
  }
}
