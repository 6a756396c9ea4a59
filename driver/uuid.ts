/**
 * UUIDs that sort by time.
 *
 * @module
 */

/** What a UUID of any version looks like. */
export const UUID: RegExp = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** A new UUID, version 7 (RFC 9562): 48 bits of milliseconds, then chance. */
export function uuidV7(now: number): string {
  const time = Math.floor(now).toString(16).padStart(12, "0");
  const chance = crypto.randomUUID().slice(15);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${chance}`;
}
