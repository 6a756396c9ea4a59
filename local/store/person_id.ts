/**
 * The id a person gets from a distinct_id: always the same, so that events
 * without a person profile join the person made later.
 *
 * @module
 */

import { createHash } from "node:crypto";

/**
 * A version 5 UUID of a distinct_id within a project.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const project = "0190a5b0-0000-7000-8000-000000000001";
 * assertEquals(personIdOf(project, "ada"), personIdOf(project, "ada"));
 * assertEquals(personIdOf(project, "ada")[14], "5");
 * ```
 */
export function personIdOf(projectUuid: string, distinctId: string): string {
  const hash = createHash("sha1")
    .update(projectUuid).update("\0").update(distinctId).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString("hex", 0, 16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}
