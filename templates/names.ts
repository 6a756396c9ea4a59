/**
 * Which parameters name something of the project's own.
 *
 * @module
 */

import { registry, type ZodType } from "zod";
import type { Template } from "./template.ts";

/** What a parameter can name. */
export type NamedThing = "event" | "event_property";

/** The project's own names in the parameters of a run. */
export interface ParameterNames {
  /** Names of events, each once. */
  readonly events: readonly string[];
  /** Names of properties of events, each once. */
  readonly properties: readonly string[];
}

const NAMED = registry<{ readonly of: NamedThing }>();

/** Marks a parameter as one that names something; null and empty lists name nothing. */
export function named<Type extends ZodType>(
  of: NamedThing,
  parameter: Type,
): Type {
  NAMED.add(parameter, { of });
  return parameter;
}

/**
 * What a parameter names, if anything.
 *
 * @example
 * ```ts
 * import { templates, thingNamed } from "@posthog-driver/posthog-driver/templates";
 * import { assertEquals } from "@std/assert";
 *
 * const { key_event, days } = templates.get("identify_power_users").parameters.shape;
 * assertEquals(key_event && thingNamed(key_event), "event");
 * assertEquals(days && thingNamed(days), undefined);
 * ```
 */
export function thingNamed(parameter: ZodType): NamedThing | undefined {
  return NAMED.get(parameter)?.of;
}

/**
 * The names in parameters, so that one the project has never seen can be told
 * from one that just did not happen.
 *
 * @example
 * ```ts
 * import { namesIn, templates } from "@posthog-driver/posthog-driver/templates";
 * import { assertEquals } from "@std/assert";
 *
 * const template = templates.get("trends");
 * assertEquals(
 *   namesIn(template, { event_names: ["purchase"], breakdown: "plan", days: 7 }),
 *   { events: ["purchase"], properties: ["plan"] },
 * );
 * ```
 */
export function namesIn(
  template: Template,
  parameters: Readonly<Record<string, unknown>>,
): ParameterNames {
  const of = (thing: NamedThing) => {
    const fields = Object.entries(template.parameters.shape)
      .filter(([, schema]) => thingNamed(schema) === thing);
    const values = fields.flatMap(([field]) => parameters[field] ?? []);
    return [...new Set(values.filter((value) => typeof value === "string"))];
  };
  return { events: of("event"), properties: of("event_property") };
}
