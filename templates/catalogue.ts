/**
 * Templates by name.
 *
 * @module
 */

import { TemplateError } from "./errors.ts";
import { nearest } from "./nearest.ts";
import type { Template } from "./template.ts";

/**
 * Templates by name, in a fixed order.
 *
 * @example
 * ```ts
 * import { defineTemplate, templates } from "@posthog-driver/posthog-driver/templates";
 * import { assert } from "@std/assert";
 * import { z } from "zod";
 *
 * const own = defineTemplate({
 *   name: "count_all",
 *   parameters: z.strictObject({}),
 *   script: "export default ({ client }) => client.query('SELECT count() FROM events');",
 * });
 * assert(templates.with(own).has("count_all"));
 * assert(!templates.has("count_all"));
 * ```
 */
export class TemplateCatalogue {
  readonly #byName: ReadonlyMap<string, Template>;

  /**
   * Takes the templates in the order in which they are listed.
   *
   * @throws {TemplateError} when two share a name
   */
  constructor(list: readonly Template[]) {
    const byName = new Map<string, Template>();
    for (const template of list) {
      if (byName.has(template.name)) {
        throw new TemplateError(
          `Cannot add "${template.name}": a template of that name is there already`,
        );
      }
      byName.set(template.name, template);
    }
    this.#byName = byName;
  }

  /** All templates. */
  list(): readonly Template[] {
    return [...this.#byName.values()];
  }

  /** Whether there is a template of that name. */
  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /**
   * The template of that name.
   *
   * @throws {TemplateError} naming the nearest one when there is none
   */
  get(name: string): Template {
    const template = this.#byName.get(name);
    if (template !== undefined) return template;
    const meant = nearest(name, [...this.#byName.keys()]);
    throw new TemplateError(
      `Cannot find template "${name}"` +
        (meant === undefined
          ? "; list the templates to see what there is"
          : `; did you mean "${meant}"?`),
    );
  }

  /** A catalogue with more templates; this one stays as it is. */
  with(...more: readonly Template[]): TemplateCatalogue {
    return new TemplateCatalogue([...this.list(), ...more]);
  }
}
