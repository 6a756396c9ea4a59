/**
 * UUIDs that sort by time.
 *
 * @module
 */

import { hexOf } from "./query_hash.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A new UUID, version 7 (RFC 9562): 48 bits of milliseconds, then chance. */
export function uuidV7(now: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(now / 0x10000));
  view.setUint16(4, now % 0x10000);
  view.setUint8(6, 0x70 | view.getUint8(6) & 0x0f);
  view.setUint8(8, 0x80 | view.getUint8(8) & 0x3f);
  return hexOf(bytes)
    .replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Whether a text is a UUID of any version. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
