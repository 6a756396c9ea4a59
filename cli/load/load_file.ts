/**
 * A whole file of events into PostHog.
 *
 * @module
 */

import {
  type CaptureTarget,
  type Numbered,
  type Refusal,
  sendBatch,
} from "./batches.ts";
import { readEvent } from "./event_line.ts";
import { readLines, UnpackError } from "./lines.ts";

/** How far a file is. */
export interface LoadProgress {
  /** Share of the file's bytes that has been read, 0 to 1. */
  readonly share: number;
  /** Events stored. */
  readonly loaded: number;
}

/** What became of a file. */
export interface LoadedFile {
  /** Its path, as given. */
  readonly file: string;
  /** Lines that are not empty. */
  readonly lines: number;
  /** Events stored; the same uuid twice is one event. */
  readonly loaded: number;
  /** Lines that are no events, or that PostHog refused. */
  readonly rejects: readonly Refusal[];
  /** Why reading stopped before the end, where it did. */
  readonly broken: string | null;
}

/** Events and bytes per request; PostHog takes up to 20 MB. */
const BATCH_EVENTS = 1000;
const BATCH_BYTES = 4 * 1024 * 1024;

/**
 * Loads a file of one event per line (JSONL, gzipped or not). A bad line
 * costs only itself.
 *
 * @throws {Deno.errors.NotFound} when there is no such file
 */
export async function loadFile(
  target: CaptureTarget,
  file: string,
  { onProgress, signal }: {
    onProgress: (progress: LoadProgress) => void;
    signal: AbortSignal;
  },
): Promise<LoadedFile> {
  const { size } = await Deno.stat(file);
  const load = new FileLoad(target);
  let read = 0;
  const count = new TransformStream<
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>
  >({
    transform(chunk, controller) {
      read += chunk.length;
      controller.enqueue(chunk);
    },
  });
  const { readable } = await Deno.open(file);
  try {
    for await (
      const { number, bytes } of readLines(readable.pipeThrough(count))
    ) {
      signal.throwIfAborted();
      if (await load.take(number, bytes)) {
        onProgress({ share: read / size, loaded: load.loaded });
      }
    }
  } catch (error) {
    if (!(error instanceof UnpackError)) throw error;
    load.broken = `the gzip data ends or breaks after line ${load.lastLine}`;
  }
  await load.flush();
  return load.result(file);
}

/** Collects events and sends them in batches. */
class FileLoad {
  readonly #target: CaptureTarget;
  #batch: Numbered[] = [];
  #bytes = 0;
  #lines = 0;
  #rejects: Refusal[] = [];
  loaded = 0;
  lastLine = 0;
  broken: string | null = null;

  constructor(target: CaptureTarget) {
    this.#target = target;
  }

  /** Takes a line; whether that completed a batch. */
  async take(line: number, bytes: Uint8Array): Promise<boolean> {
    this.lastLine = line;
    if (isBlank(bytes)) return false;
    this.#lines++;
    const read = readEvent(bytes);
    if ("problem" in read) {
      this.#rejects.push({ line, reason: read.problem });
      return false;
    }
    this.#batch.push({ line, event: read.event });
    this.#bytes += bytes.length;
    if (this.#batch.length < BATCH_EVENTS && this.#bytes < BATCH_BYTES) {
      return false;
    }
    await this.flush();
    return true;
  }

  async flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    this.#bytes = 0;
    const refused = await sendBatch(this.#target, batch);
    this.#rejects.push(...refused);
    this.loaded += batch.length - refused.length;
  }

  result(file: string): LoadedFile {
    return {
      file,
      lines: this.#lines,
      loaded: this.loaded,
      rejects: this.#rejects.toSorted((a, b) => a.line - b.line),
      broken: this.broken,
    };
  }
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09);
}
