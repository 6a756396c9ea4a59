/**
 * Objects whose keys are not ours to choose.
 *
 * @module
 */

import { z, type ZodRecord, type ZodString, type ZodUnknown } from "zod";

/**
 * Any object, described in words that every client's schema dialect has: what
 * zod writes of itself, `additionalProperties: {}`, some refuse.
 */
export function freeForm(): ZodRecord<ZodString, ZodUnknown> {
  return z.record(z.string(), z.unknown()).meta({ additionalProperties: true });
}
