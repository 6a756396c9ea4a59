/**
 * The driver: talks to PostHog from any runtime.
 *
 * @module
 */

export type { Engine, Envelope } from "./envelope.ts";
export {
  type Column,
  type FileFormat,
  type FileRow,
  type Rows,
  toCSV,
  toJSONL,
  toParquet,
  writeFiles,
  type WriteFilesOptions,
  type WrittenFile,
} from "./formats/mod.ts";
