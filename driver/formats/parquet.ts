/**
 * Rows as Apache Parquet, for warehouses and data frames.
 *
 * @module
 */

import type { Column, FileRow, Rows } from "./column.ts";
import { gzip } from "../gzip.ts";
import { concat, encodePage, uint32 } from "./parquet_page.ts";
import { i32, i64, list, struct, text, type ThriftValue } from "./thrift.ts";

/** Rows in a row group: what a writer holds in memory, and a reader reads at once. */
const ROWS_PER_GROUP = 20_000;

/** Ids from Parquet's format definition (parquet.thrift). */
const OPTIONAL = 1;
const PLAIN = 0;
const RLE = 3;
const GZIP = 2;

/** The physical type of a column, and how it is to be read: UTF-8, microseconds. */
const TYPES: Readonly<
  Record<Column["type"], readonly [physical: number, converted?: number]>
> = {
  text: [6, 0],
  number: [5],
  boolean: [0],
  timestamp: [2, 10],
};

/**
 * Writes rows as Parquet: every column optional, values PLAIN in gzip pages,
 * timestamps in microseconds of UTC. Holds one row group of 20,000 rows.
 *
 * @example
 * ```ts
 * import { toParquet } from "@posthog-driver/posthog-driver/driver";
 * import { assertEquals } from "@std/assert";
 *
 * const columns = [{ name: "event", type: "text" }] as const;
 * const [magic] = await Array.fromAsync(toParquet([{ event: "a" }], columns));
 * assertEquals(new TextDecoder().decode(magic), "PAR1");
 * ```
 */
export async function* toParquet(
  rows: Rows,
  columns: readonly Column[],
): AsyncGenerator<Uint8Array> {
  const magic = new TextEncoder().encode("PAR1");
  yield magic;
  let offset = magic.length;
  let count = 0;
  const groups: ThriftValue[] = [];
  for await (const group of grouped(rows, ROWS_PER_GROUP)) {
    const chunks: ThriftValue[] = [];
    let size = 0;
    for (const column of columns) {
      const { bytes, metadata, rawSize } = await chunk(column, group, offset);
      yield bytes;
      offset += bytes.length;
      size += rawSize;
      chunks.push(metadata);
    }
    count += group.length;
    groups.push(
      struct({ 1: list(chunks), 2: i64(size), 3: i64(group.length) }),
    );
  }
  const footer = struct({
    1: i32(1),
    2: list(schema(columns)),
    3: i64(count),
    4: list(groups),
    6: text("posthog-driver"),
  }).bytes;
  yield concat([footer, uint32(footer.length), magic]);
}

async function* grouped(
  rows: Rows,
  size: number,
): AsyncGenerator<readonly FileRow[]> {
  let group: FileRow[] = [];
  for await (const row of rows) {
    group.push(row);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

function schema(columns: readonly Column[]): ThriftValue[] {
  return [
    struct({ 4: text("schema"), 5: i32(columns.length) }),
    ...columns.map(({ name, type }) => {
      const [physical, converted] = TYPES[type];
      return struct({
        1: i32(physical),
        3: i32(OPTIONAL),
        4: text(name),
        6: converted === undefined ? converted : i32(converted),
      });
    }),
  ];
}

/** A column chunk: a page header, one page, and what the footer says of them. */
async function chunk(
  { name, type }: Column,
  rows: readonly FileRow[],
  offset: number,
): Promise<{ bytes: Uint8Array; metadata: ThriftValue; rawSize: number }> {
  const raw = encodePage(type, rows.map((row) => row[name]));
  const page = await gzip(raw);
  const header = struct({
    1: i32(0),
    2: i32(raw.length),
    3: i32(page.length),
    5: struct({ 1: i32(rows.length), 2: i32(PLAIN), 3: i32(RLE), 4: i32(RLE) }),
  }).bytes;
  const rawSize = header.length + raw.length;
  const bytes = concat([header, page]);
  const metadata = struct({
    2: i64(offset),
    3: struct({
      1: i32(TYPES[type][0]),
      2: list([i32(PLAIN), i32(RLE)]),
      3: list([text(name)]),
      4: i32(GZIP),
      5: i64(rows.length),
      6: i64(rawSize),
      7: i64(bytes.length),
      9: i64(offset),
    }),
  });
  return { bytes, metadata, rawSize };
}
