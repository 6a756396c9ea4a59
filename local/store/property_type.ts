/**
 * What type a property has, judged by the first value seen.
 *
 * @module
 */

import { isLongNumber } from "../json_text.ts";
import { looksLikeMoment } from "./moment.ts";

/** PostHog's types of property. */
export type PropertyType = "Numeric" | "String" | "Boolean" | "DateTime";

/** Text whatever they hold: campaign parameters and answers to flags. */
const ALWAYS_TEXT =
  /^(?:utm_|\$initial_utm_|\$feature\/|\$feature_flag_response$|\$survey_response)/;

/**
 * The type of a value; nothing for null, lists and objects.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(typeOfProperty("amount", 5), "Numeric");
 * assertEquals(typeOfProperty("paid_at", "2026-01-02"), "DateTime");
 * assertEquals(typeOfProperty("utm_source", 5), "String");
 * assertEquals(typeOfProperty("tags", ["a"]), undefined);
 * ```
 */
export function typeOfProperty(
  name: string,
  value: unknown,
): PropertyType | undefined {
  const isNumber = typeof value === "number" || isLongNumber(value);
  const hasNoType = value === null || typeof value === "object";
  if (hasNoType && !isNumber) return undefined;
  if (ALWAYS_TEXT.test(name)) return "String";
  if (isNumber) return "Numeric";
  if (typeof value === "boolean") return "Boolean";
  if (value === "true" || value === "false") return "Boolean";
  if (looksLikeMoment(String(value))) return "DateTime";
  return "String";
}
