/**
 * The part of Apache Thrift's compact protocol that Parquet's metadata needs.
 *
 * @module
 */

/** What a field of a struct holds. */
export type ThriftValue =
  | { readonly i32: number }
  | { readonly i64: number }
  | { readonly text: string }
  | { readonly struct: ThriftStruct }
  | { readonly list: readonly ThriftValue[] };

/** Fields by their id, ids ascending. */
export type ThriftStruct = Readonly<Record<number, ThriftValue>>;

const I32 = 5;
const I64 = 6;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;

/**
 * Encodes a struct in Thrift's compact protocol.
 *
 * @example
 * ```ts
 * import { encodeThrift } from "./thrift.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([...encodeThrift({ 1: { i32: -1 }, 4: { text: "a" } })], [
 *   0x15, 1, 0x38, 1, 97, 0,
 * ]);
 * ```
 */
export function encodeThrift(struct: ThriftStruct): Uint8Array {
  const bytes: number[] = [];
  writeStruct(bytes, struct);
  return Uint8Array.from(bytes);
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

function writeStruct(bytes: number[], struct: ThriftStruct): void {
  let previous = 0;
  for (const [key, value] of Object.entries(struct)) {
    const id = Number(key);
    const delta = id - previous;
    if (delta <= 15) bytes.push(delta << 4 | typeOf(value));
    else bytes.push(typeOf(value), ...varint(zigzag(id)));
    writeValue(bytes, value);
    previous = id;
  }
  bytes.push(0);
}

function writeValue(bytes: number[], value: ThriftValue): void {
  if ("i32" in value) bytes.push(...varint(zigzag(value.i32)));
  else if ("i64" in value) bytes.push(...varint(zigzag(value.i64)));
  else if ("struct" in value) writeStruct(bytes, value.struct);
  else if ("text" in value) {
    const text = new TextEncoder().encode(value.text);
    bytes.push(...varint(text.length), ...text);
  } else writeList(bytes, value.list);
}

function writeList(bytes: number[], items: readonly ThriftValue[]): void {
  const [first] = items;
  const type = first === undefined ? STRUCT : typeOf(first);
  if (items.length < 15) bytes.push(items.length << 4 | type);
  else bytes.push(0xf0 | type, ...varint(items.length));
  for (const item of items) writeValue(bytes, item);
}

function typeOf(value: ThriftValue): number {
  if ("i32" in value) return I32;
  if ("i64" in value) return I64;
  if ("text" in value) return BINARY;
  return "list" in value ? LIST : STRUCT;
}

/** Signed to unsigned, small magnitudes to small numbers. */
function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}
