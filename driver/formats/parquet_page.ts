/**
 * One column of one row group, as a Parquet data page.
 *
 * @module
 */

import { isNumber } from "../kinds.ts";
import { asText, type Column } from "./column.ts";
import { varint } from "./thrift.ts";

const ENCODER = new TextEncoder();

/**
 * Encodes values as the body of a data page (version 1, PLAIN): which values
 * are there, as one bit each, and then those that are.
 */
export function encodePage(
  type: Column["type"],
  values: readonly unknown[],
): Uint8Array<ArrayBuffer> {
  const present = values.map((value) => convert(type, value));
  return concat([
    ...levels(present.map(isThere)),
    plain(type, present.filter(isThere)),
  ]);
}

/** Joins bytes. */
export function concat(
  parts: readonly ArrayLike<number>[],
): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A number in four bytes, the lowest first. */
export function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

/** What a column of the type keeps of a value; `null` where it keeps nothing. */
type Kept = string | number | boolean | bigint | null;

function isThere(value: Kept): value is Exclude<Kept, null> {
  return value !== null;
}

function convert(type: Column["type"], value: unknown): Kept {
  if (type === "text") return asText(value);
  if (value === null || value === undefined) return null;
  if (type === "timestamp") return microseconds(String(value));
  if (type === "boolean") return typeof value === "boolean" ? value : null;
  return isNumber(value) ? value : null;
}

/** ISO 8601 as microseconds since 1970; without an offset it is taken for UTC. */
function microseconds(text: string): bigint | null {
  const zoned = !text.includes(":") || /(Z|[+-]\d\d:?\d\d)$/i.test(text);
  const milliseconds = Date.parse(zoned ? text : `${text}Z`);
  if (Number.isNaN(milliseconds)) return null;
  const beyond = /\.\d{3}(\d{1,3})/.exec(text)?.[1] ?? "";
  return BigInt(milliseconds) * 1000n + BigInt(beyond.padEnd(3, "0"));
}

/** Definition levels: one bit-packed run of the RLE hybrid, its length before it. */
function levels(presence: readonly boolean[]): ArrayLike<number>[] {
  const run = bits(presence);
  const header = varint(run.length * 2 + 1);
  return [uint32(header.length + run.length), header, run];
}

function plain(
  type: Column["type"],
  values: readonly Exclude<Kept, null>[],
): Uint8Array {
  if (type === "text") return texts(values.map(String));
  if (type === "boolean") return bits(values);
  const bytes = new DataView(new ArrayBuffer(values.length * 8));
  values.forEach((value, i) => {
    if (typeof value === "bigint") bytes.setBigInt64(i * 8, value, true);
    else bytes.setFloat64(i * 8, Number(value), true);
  });
  return new Uint8Array(bytes.buffer);
}

/** Each text with its length in bytes before it. */
function texts(values: readonly string[]): Uint8Array {
  // A character takes at most three bytes of UTF-8, a pair of them four.
  const size = values.reduce((sum, { length }) => sum + 4 + 3 * length, 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const value of values) {
    const { written } = ENCODER.encodeInto(value, bytes.subarray(at + 4));
    view.setUint32(at, written, true);
    at += 4 + written;
  }
  return bytes.subarray(0, at);
}

function bits(values: readonly unknown[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(values.length / 8));
  values.forEach((value, i) => {
    if (value === true) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | 1 << (i & 7);
  });
  return bytes;
}
