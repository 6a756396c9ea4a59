/**
 * A file, plain or gzipped, as lines of bytes.
 *
 * @module
 */

/** One line, without its end. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  /** The line as it is in the file. */
  readonly bytes: Uint8Array;
}

const NEWLINE = 0x0a;
/** What gzip files begin with. */
const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** The gzip data is cut off or damaged. */
export class UnpackError extends Error {
  /** The class, by name. */
  override readonly name = "UnpackError";
}

/**
 * Splits a stream into lines; a gzipped one is unpacked first, whatever its
 * name. A line stays bytes, so that bad UTF-8 can be told apart.
 *
 * @example
 * ```ts
 * import { readLines } from "./lines.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const lines = await Array.fromAsync(
 *   readLines(new Blob(["a\nb\n"]).stream()),
 *   ({ number, bytes }) => `${number} ${new TextDecoder().decode(bytes)}`,
 * );
 * assertEquals(lines, ["1 a", "2 b"]);
 * ```
 *
 * @throws {UnpackError} after the lines that could be unpacked
 */
export async function* readLines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Line> {
  let number = 0;
  let rest: Uint8Array[] = [];
  for await (const chunk of unpacked(stream)) {
    let from = 0;
    for (
      let end = chunk.indexOf(NEWLINE);
      end !== -1;
      end = chunk.indexOf(NEWLINE, from)
    ) {
      yield {
        number: ++number,
        bytes: joined([...rest, chunk.subarray(from, end)]),
      };
      rest = [];
      from = end + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
  if (rest.length > 0) yield { number: ++number, bytes: joined(rest) };
}

async function* unpacked(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  const first = await reader.read();
  const head = first.value ?? new Uint8Array();
  const whole = ReadableStream.from(following(head, reader));
  const gzipped = GZIP_MAGIC.every((byte, at) => head[at] === byte);
  if (!gzipped) return yield* whole;
  try {
    yield* whole.pipeThrough(new DecompressionStream("gzip"));
  } catch (error) {
    throw error instanceof TypeError ? new UnpackError() : error;
  }
}

async function* following(
  head: Uint8Array<ArrayBuffer>,
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  try {
    yield head;
    for (
      let next = await reader.read();
      !next.done;
      next = await reader.read()
    ) {
      yield next.value;
    }
  } finally {
    await reader.cancel();
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
