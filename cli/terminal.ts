/**
 * Where output goes: the result to stdout, everything else to stderr.
 *
 * @module
 */

import { styleText } from "node:util";

/** Styles used here. */
export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** One of the two streams, and what it can show. */
export interface Screen {
  /** Whether a person looks at it. */
  readonly isTerminal: boolean;
  /** Columns, or `null` where lines may have any length. */
  readonly columns: number | null;
  /** Adds a style where the stream shows styles. */
  style(style: Style, text: string): string;
  /** Writes text as it is. */
  write(text: string): void;
}

/** Both streams. */
export interface Terminal {
  /** Carries the result and nothing else. */
  readonly stdout: Screen;
  /** Carries everything else. */
  readonly stderr: Screen;
}

/** The reader of stdout went away, as `head` does: no error of anyone. */
export class OutputClosed extends Error {
  /** The class, by name. */
  override readonly name = "OutputClosed";
}

/** The streams of this process, with respect for `NO_COLOR` and `COLUMNS`. */
export function processTerminal(
  env: Readonly<Record<string, string>>,
): Terminal {
  return { stdout: screen(Deno.stdout, env), stderr: screen(Deno.stderr, env) };
}

function screen(
  stream: typeof Deno.stdout,
  env: Readonly<Record<string, string>>,
): Screen {
  const isTerminal = stream.isTerminal();
  const colored = isTerminal && !env["NO_COLOR"] && env["TERM"] !== "dumb";
  return {
    isTerminal,
    columns: columns(isTerminal, env["COLUMNS"]),
    style: (style, text) =>
      colored ? styleText(style, text, { validateStream: false }) : text,
    write: (text) => writeAll(stream, new TextEncoder().encode(text)),
  };
}

function columns(isTerminal: boolean, wanted: string | undefined) {
  if (wanted !== undefined && /^[1-9]\d{0,4}$/.test(wanted)) {
    return Number(wanted);
  }
  if (!isTerminal) return null;
  try {
    return Deno.consoleSize().columns;
  } catch {
    return 80;
  }
}

function writeAll(stream: typeof Deno.stdout, bytes: Uint8Array): void {
  try {
    for (let at = 0; at < bytes.length;) {
      at += stream.writeSync(bytes.subarray(at));
    }
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) throw new OutputClosed();
    throw error;
  }
}
