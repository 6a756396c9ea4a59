/**
 * Rows as files: JSON Lines, CSV, Parquet.
 *
 * @module
 */

export type { Column, FileRow, Rows } from "./column.ts";
export { toCSV } from "./csv.ts";
export { toJSONL } from "./jsonl.ts";
export { toParquet } from "./parquet.ts";
export {
  type FileFormat,
  writeFiles,
  type WriteFilesOptions,
  type WrittenFile,
} from "./write_files.ts";
