/**
 * The same rows in several files.
 *
 * @module
 */

import type { Column, Rows } from "./column.ts";
import { toCSV } from "./csv.ts";
import { fanOut } from "./fan_out.ts";
import { toJSONL } from "./jsonl.ts";
import { toParquet } from "./parquet.ts";

/** What a file can be. */
export type FileFormat = "jsonl" | "csv" | "parquet";

/** A file that was written. */
export interface WrittenFile {
  /** As it was named. */
  readonly name: string;
  /** Its size. */
  readonly bytes: number;
  /** Its digest, in hex. */
  readonly sha256: string;
  /** What it is. */
  readonly format: FileFormat;
  /** How many rows it holds. */
  readonly rows: number;
}

/** What {@linkcode writeFiles} needs to know. */
export interface WriteFilesOptions {
  /** Name of the files without their ending, which is the format. */
  readonly name: string;
  /** The columns of CSV and Parquet; JSONL writes rows as they are. */
  readonly columns: readonly Column[];
  /** One file each. */
  readonly formats: readonly FileFormat[];
  /** Where the bytes go: a script's `artifact`. */
  readonly artifact: (
    name: string,
    content: AsyncIterable<string | Uint8Array>,
  ) => Promise<{ name: string; bytes: number; sha256: string }>;
}

/**
 * Writes rows to one file per format. The rows are read once, and never more
 * than a row group of them is in memory, however many there are.
 *
 * @example
 * ```ts
 * import { writeFiles } from "@posthog-driver/posthog-driver/driver";
 * import { assertEquals } from "@std/assert";
 *
 * const files = await writeFiles([{ a: 1 }], {
 *   name: "numbers",
 *   columns: [{ name: "a", type: "number" }],
 *   formats: ["jsonl", "csv"],
 *   artifact: async (name, content) => {
 *     const text = (await Array.fromAsync(content)).join("");
 *     return { name, bytes: text.length, sha256: "" };
 *   },
 * });
 * assertEquals(files.map((file) => [file.name, file.rows, file.bytes]), [
 *   ["numbers.jsonl", 1, 8],
 *   ["numbers.csv", 1, 6],
 * ]);
 * ```
 */
export async function writeFiles(
  rows: Rows,
  { name, columns, formats, artifact }: WriteFilesOptions,
): Promise<WrittenFile[]> {
  let count = 0;
  async function* counted(): AsyncGenerator<Readonly<Record<string, unknown>>> {
    for await (const row of rows) {
      count++;
      yield row;
    }
  }
  const readers = fanOut(counted(), formats.length);
  const files = await Promise.all(readers.map(async (reader, i) => {
    const format = formats[i] ?? "jsonl";
    const file = await artifact(
      `${name}.${format}`,
      encode(format, reader, columns),
    );
    return { ...file, format };
  }));
  return files.map((file) => ({ ...file, rows: count }));
}

function encode(
  format: FileFormat,
  rows: Rows,
  columns: readonly Column[],
): AsyncIterable<string | Uint8Array> {
  if (format === "csv") return toCSV(rows, columns);
  return format === "parquet" ? toParquet(rows, columns) : toJSONL(rows);
}
