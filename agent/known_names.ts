/**
 * The project's own names, so that a guessed one comes back with the nearest
 * real ones rather than with an empty answer.
 *
 * @module
 */

import { z } from "zod";
import { nearest } from "../templates/nearest.ts";
import type { Abilities } from "./abilities.ts";
import { mentionedNames } from "./mentioned_names.ts";
import knownNames from "./scripts/known_names.js" with { type: "text" };
import type { ToolContext } from "./tool.ts";

const NAMES = z.object({
  events: z.array(z.string()),
  properties: z.array(z.string()),
});

/** How long the project's names are taken to stay the same. */
const FRESH_MS = 5 * 60_000;

/** The names of one project, asked for when first needed. */
export class KnownNames {
  readonly #runScript: Abilities["runScript"];
  readonly #now: () => number;
  #names: z.infer<typeof NAMES> | undefined;
  #askedAt = 0;

  /** @param runScript Runs the script that asks. */
  constructor(
    runScript: Abilities["runScript"],
    now: () => number = Date.now,
  ) {
    this.#runScript = runScript;
    this.#now = now;
  }

  /**
   * What a query names that the project has never seen.
   *
   * @returns One sentence per unknown name, with the nearest real one.
   */
  async unknownIn(
    { hogql, values }: { hogql: string; values: Record<string, unknown> },
    context: ToolContext,
  ): Promise<string[]> {
    const { events, properties } = await mentionedNames(hogql, values);
    return await this.unknown({ events, properties }, context);
  }

  /** The same for names that are known to be names. */
  async unknown(
    mentioned: { events: readonly string[]; properties: readonly string[] },
    context: ToolContext,
  ): Promise<string[]> {
    if (mentioned.events.length + mentioned.properties.length === 0) return [];
    const names = await this.#known(context);
    if (names === undefined) return [];
    return [
      ...strangers("event", mentioned.events, names.events),
      ...strangers("property", mentioned.properties, names.properties),
    ];
  }

  async #known(
    context: ToolContext,
  ): Promise<z.infer<typeof NAMES> | undefined> {
    if (this.#names === undefined || this.#now() - this.#askedAt > FRESH_MS) {
      const run = await this.#runScript(knownNames, "Read names", {}, context);
      this.#names = run.success ? NAMES.parse(run.result) : undefined;
      this.#askedAt = this.#now();
    }
    return this.#names;
  }
}

function strangers(
  kind: string,
  mentioned: readonly string[],
  known: readonly string[],
): string[] {
  return mentioned.filter((name) => !known.includes(name)).map((name) => {
    const meant = nearest(name, known);
    return `This project has no ${kind} "${name}"` +
      (meant === undefined ? "" : `; the nearest is "${meant}"`);
  });
}
