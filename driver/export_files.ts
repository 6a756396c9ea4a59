/**
 * Events, people or sessions as files that PostHog writes itself (PostHog
 * API, file-download batch exports).
 *
 * @module
 */

import type { Connection } from "./connection.ts";
import { ConnectionError } from "./errors.ts";
import { failure } from "./failure.ts";
import { create, read } from "./rest.ts";
import { List, nullish, object, Text } from "./shape.ts";
import { parseWire } from "./wire_shape.ts";

/** What to export. */
export interface ExportFilesOptions {
  /**
   * What the rows are.
   * @default {"events"}
   */
  readonly model?: "events" | "persons" | "sessions";
  /** From here on, inclusive. */
  readonly start: Date;
  /** Up to here, exclusive. */
  readonly end: Date;
  /**
   * How the files are written.
   * @default {"Parquet"}
   */
  readonly format?: "Parquet" | "JSONLines";
  /** How they are compressed; JSON Lines only by gzip or brotli. */
  readonly compression?: "zstd" | "gzip" | "brotli" | "lz4" | "snappy";
  /** Only these events. */
  readonly eventNames?: readonly string[];
  /** Gives up. */
  readonly signal?: AbortSignal;
}

/** One file of an export. */
export interface ExportedFile {
  /** Unique among the files of the export. */
  readonly name: string;
  /** First instant of its week, ISO 8601. */
  readonly start: string;
  /** End of its week, ISO 8601. */
  readonly end: string;
  /** Its content, read once. */
  readonly stream: ReadableStream<Uint8Array>;
}

/** PostHog exports at most a week at once. */
const WEEK_MS = 604_800_000;

/** Pause between two looks, in milliseconds. */
const POLL_MS = 2_000;

const Status = object({
  status: Text,
  files: nullish(List, []),
  error: nullish(Text),
});

/** Exports week by week; each file is to be read before the next is asked for. */
export async function* exportFiles(
  connection: Connection,
  options: ExportFilesOptions,
): AsyncGenerator<ExportedFile> {
  const end = options.end.getTime();
  for (let from = options.start.getTime(); from < end; from += WEEK_MS) {
    yield* exportWeek(connection, options, {
      start: new Date(from).toISOString(),
      end: new Date(Math.min(from + WEEK_MS, end)).toISOString(),
    });
  }
}

async function* exportWeek(
  connection: Connection,
  options: ExportFilesOptions,
  week: { readonly start: string; readonly end: string },
): AsyncGenerator<ExportedFile> {
  const { model = "events", format = "Parquet", signal } = options;
  const path = "file_download_batch_exports";
  const { id } = await create(connection, path, {
    model,
    data_interval_start: week.start,
    data_interval_end: week.end,
    file: { format, compression: options.compression ?? null },
    include: options.eventNames,
  }, signal);
  for (const file of await filesOf(connection, [path, String(id)], signal)) {
    const { body } = await connection.download(
      [path, String(id), "download", file],
      { action: "download an export", signal },
    );
    if (body) {
      yield { name: `${model}_${id}_${file}`, ...week, stream: body };
    }
  }
}

async function filesOf(
  connection: Connection,
  path: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  for (;;) {
    const { status, files, error } = parseWire(
      "the state of the export",
      Status,
      await read(connection, path, signal),
    );
    if (status === "Completed") return files.map(String);
    if (/^(Failed|Cancelled|Terminated|TimedOut)/.test(status)) {
      throw failure(
        ConnectionError,
        "export files",
        `the export ended as "${status}", ${error ?? "without a reason"}`,
        "export_failed",
        "Try again, or use exportEvents()",
      );
    }
    await connection.settings.delay(POLL_MS, signal);
  }
}
