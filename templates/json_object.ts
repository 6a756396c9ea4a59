/**
 * A parameter that is any JSON object.
 *
 * @module
 */

import { z } from "zod";

/**
 * An object with any keys. Not `z.record`, which drops a key `__proto__`;
 * what a person gives must arrive.
 */
export function jsonObject(
  description: string,
  example: Readonly<Record<string, unknown>>,
): z.ZodDefault<z.ZodUnknown> {
  return z.unknown()
    .refine(
      (value) =>
        typeof value === "object" && value !== null && !Array.isArray(value),
      { error: "a JSON object" },
    )
    .default({})
    .describe(description)
    .meta({ type: "object", examples: [example] });
}
