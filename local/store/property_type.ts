/**
 * What type a property has, judged by the first value seen.
 *
 * @module
 */

import { looksLikeMoment } from "./moment.ts";

/** PostHog's types of property. */
export type PropertyType = "Numeric" | "String" | "Boolean" | "DateTime";

/** Text whatever they hold: campaign parameters and answers to flags. */
const ALWAYS_TEXT =
  /^(?:utm_|\$initial_utm_|\$feature\/|\$feature_flag_response$|\$survey_response)/;

/** The type of a value; nothing for null, lists and objects. */
export function typeOfProperty(
  name: string,
  value: unknown,
): PropertyType | undefined {
  if (value === null || typeof value === "object") return undefined;
  if (ALWAYS_TEXT.test(name)) return "String";
  if (typeof value === "number") return "Numeric";
  if (typeof value === "boolean") return "Boolean";
  if (value === "true" || value === "false") return "Boolean";
  if (looksLikeMoment(String(value))) return "DateTime";
  return "String";
}
