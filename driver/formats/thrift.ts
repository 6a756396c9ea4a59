/**
 * The part of Apache Thrift's compact protocol that Parquet's metadata needs:
 * no number in it is negative, and no id is far from the one before it.
 *
 * @module
 */

/** A value, encoded. */
export interface ThriftValue {
  /** The protocol's number for its type. */
  readonly type: number;
  /** Its bytes. */
  readonly bytes: readonly number[];
}

/** An unsigned number in groups of seven bits, the lowest first. */
export function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push(rest % 0x80 | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...bytes, rest];
}

/** A number of 32 bits. */
export function i32(value: number): ThriftValue {
  return { type: 5, bytes: varint(2 * value) };
}

/** A number of 64 bits. */
export function i64(value: number): ThriftValue {
  return { type: 6, bytes: varint(2 * value) };
}

/** A text. */
export function text(value: string): ThriftValue {
  const bytes = new TextEncoder().encode(value);
  return { type: 8, bytes: [...varint(bytes.length), ...bytes] };
}

/** Values of one type; of structs where there are none. */
export function list(items: readonly ThriftValue[]): ThriftValue {
  const { type } = items[0] ?? struct({});
  const head = items.length < 15
    ? [items.length << 4 | type]
    : [0xf0 | type, ...varint(items.length)];
  return { type: 9, bytes: [...head, ...items.flatMap(({ bytes }) => bytes)] };
}

/**
 * Fields by their id, ids ascending; `undefined` is left out.
 *
 * @example
 * ```ts
 * import { i32, struct, text } from "./thrift.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(struct({ 1: i32(1), 4: text("a") }).bytes, [
 *   0x15, 2, 0x38, 1, 97, 0,
 * ]);
 * ```
 */
export function struct(
  fields: Readonly<Record<number, ThriftValue | undefined>>,
): ThriftValue {
  const bytes: number[] = [];
  let previous = 0;
  for (const [key, value] of Object.entries(fields)) {
    if (!value) continue;
    const id = Number(key);
    bytes.push(id - previous << 4 | value.type, ...value.bytes);
    previous = id;
  }
  return { type: 12, bytes: [...bytes, 0] };
}
