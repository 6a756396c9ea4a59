/**
 * Rows as Apache Parquet, for warehouses and data frames.
 *
 * @module
 */

import type { Column, FileRow, Rows } from "./column.ts";
import { concat, encodePage } from "./parquet_page.ts";
import { encodeThrift, type ThriftStruct, type ThriftValue } from "./thrift.ts";

/** Rows in a row group: what a writer holds in memory, and a reader reads at once. */
const ROWS_PER_GROUP = 20_000;

/** Ids from Parquet's format definition (parquet.thrift). */
const BOOLEAN = 0;
const INT64 = 2;
const DOUBLE = 5;
const BYTE_ARRAY = 6;
const UTF8 = 0;
const TIMESTAMP_MICROS = 10;
const OPTIONAL = 1;
const PLAIN = 0;
const RLE = 3;
const GZIP = 2;

const PHYSICAL_TYPE: Readonly<Record<Column["type"], number>> = {
  text: BYTE_ARRAY,
  number: DOUBLE,
  boolean: BOOLEAN,
  timestamp: INT64,
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
      chunks.push({ struct: metadata });
    }
    count += group.length;
    groups.push({
      struct: {
        1: { list: chunks },
        2: { i64: size },
        3: { i64: group.length },
      },
    });
  }
  const footer = encodeThrift({
    1: { i32: 1 },
    2: { list: schema(columns) },
    3: { i64: count },
    4: { list: groups },
    6: { text: "posthog-driver" },
  });
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, footer.length, true);
  yield concat([footer, length, magic]);
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
  const root: ThriftStruct = {
    4: { text: "schema" },
    5: { i32: columns.length },
  };
  return [
    { struct: root },
    ...columns.map(({ name, type }) => {
      const converted = type === "text"
        ? UTF8
        : type === "timestamp"
        ? TIMESTAMP_MICROS
        : undefined;
      return {
        struct: {
          1: { i32: PHYSICAL_TYPE[type] },
          3: { i32: OPTIONAL },
          4: { text: name },
          ...(converted === undefined ? {} : { 6: { i32: converted } }),
        },
      };
    }),
  ];
}

/** A column chunk: a page header, one page, and what the footer says of them. */
async function chunk(
  column: Column,
  rows: readonly FileRow[],
  offset: number,
): Promise<{ bytes: Uint8Array; metadata: ThriftStruct; rawSize: number }> {
  const raw = encodePage(column.type, rows.map((row) => row[column.name]));
  const page = await gzip(raw);
  const header = encodeThrift({
    1: { i32: 0 },
    2: { i32: raw.length },
    3: { i32: page.length },
    5: {
      struct: {
        1: { i32: rows.length },
        2: { i32: PLAIN },
        3: { i32: RLE },
        4: { i32: RLE },
      },
    },
  });
  const rawSize = header.length + raw.length;
  const metadata: ThriftStruct = {
    2: { i64: offset },
    3: {
      struct: {
        1: { i32: PHYSICAL_TYPE[column.type] },
        2: { list: [{ i32: PLAIN }, { i32: RLE }] },
        3: { list: [{ text: column.name }] },
        4: { i32: GZIP },
        5: { i64: rows.length },
        6: { i64: rawSize },
        7: { i64: header.length + page.length },
        9: { i64: offset },
      },
    },
  };
  return { bytes: concat([header, page]), metadata, rawSize };
}

async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
