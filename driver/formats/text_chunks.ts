/**
 * Rows as text, many lines at a time.
 *
 * @module
 */

import type { FileRow, Rows } from "./column.ts";

/** Characters of text to gather before they are handed on. */
const CHUNK_LENGTH = 64 * 1024;

/** Writes a line for each row, behind a head. */
export async function* textChunks(
  rows: Rows,
  lineOf: (row: FileRow) => string,
  head = "",
): AsyncGenerator<string> {
  let text = head;
  for await (const row of rows) {
    text += lineOf(row);
    if (text.length < CHUNK_LENGTH) continue;
    yield text;
    text = "";
  }
  if (text !== "") yield text;
}
