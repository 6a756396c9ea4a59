/**
 * Who falls into a percentage: the hash that PostHog and all its SDKs share.
 *
 * @module
 */

import { createHash } from "node:crypto";

/**
 * Fifteen hexadecimal digits, all ones. Larger than a double holds exactly;
 * PostHog's SDKs round it the same way, and a different rounding would move
 * people between variants.
 */
const SCALE = Number("0xfffffffffffffff");

/** A variant of a multivariate flag and its share, in percent. */
export interface VariantShare {
  /** Name of the variant. */
  readonly key: string;
  /** Share of those who match, in percent; all shares add up to 100. */
  readonly rollout_percentage: number;
}

/**
 * Where an identifier falls on a flag's scale from 0 to 1 (PostHog, flags
 * service: the first 15 hexadecimal digits of SHA-1 over `key.id` + salt).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(rolloutHash("simple-flag", "distinct_id").toFixed(4), "0.3457");
 * ```
 */
export function rolloutHash(key: string, id: string, salt = ""): number {
  return scaledHash(`${key}.${id}${salt}`);
}

/**
 * The variant an identifier gets, or `undefined` where the shares leave a gap.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const halves = [
 *   { key: "control", rollout_percentage: 50 },
 *   { key: "test", rollout_percentage: 50 },
 * ];
 * assertEquals(pickVariant("checkout", "ada", halves), "control");
 * ```
 */
export function pickVariant(
  key: string,
  id: string,
  variants: readonly VariantShare[],
): string | undefined {
  const place = rolloutHash(key, id, "variant");
  let upper = 0;
  for (const variant of variants) {
    const lower = upper;
    upper = lower + variant.rollout_percentage / 100;
    if (place >= lower && place < upper) return variant.key;
  }
  return undefined;
}

/**
 * Whether an identifier is held out of every experiment. Holdouts join their
 * hash with a dash, so that another set of people is held out than rolled out.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(isHeldOut("ada", 100), true);
 * ```
 */
export function isHeldOut(id: string, percentage: number): boolean {
  if (percentage >= 100) return true;
  return scaledHash(`holdout-${id}`) <= Math.max(percentage, 0) / 100;
}

function scaledHash(text: string): number {
  const digest = createHash("sha1").update(text).digest("hex");
  return Number(`0x${digest.slice(0, 15)}`) / SCALE;
}
