/**
 * The project's own names, so that a guessed one comes back with the nearest
 * real ones rather than with an empty answer.
 *
 * @module
 */

import { z, type ZodType } from "zod";
import type { RunResult } from "../executor/mod.ts";
import { strangers } from "../templates/strangers.ts";
import type { Abilities } from "./abilities.ts";
import {
  type BoundQuery,
  type MentionedNames,
  mentionedNames,
} from "./mentioned_names.ts";
import knownNames from "./scripts/known_names.js" with { type: "text" };
import type { ToolContext } from "./tool.ts";

const NAMES: ZodType<ProjectNames> = z.object({
  events: z.array(z.string()),
  properties: z.array(z.string()),
  personProperties: z.array(z.string()),
});

/** A project's names; events with the most frequent first. */
export interface ProjectNames {
  /** Of events. */
  readonly events: readonly string[];
  /** Of events' properties. */
  readonly properties: readonly string[];
  /** Of persons' properties. */
  readonly personProperties: readonly string[];
}

/** Of the queries of a run, how many are looked at. */
const MAX_QUERIES_READ = 5;

/** How long the project's names are taken to stay the same. */
const FRESH_MS = 5 * 60_000;

/** The names of one project, asked for when first needed. */
export class KnownNames {
  readonly #runScript: Abilities["runScript"];
  readonly #now: () => number;
  #asked: Promise<ProjectNames | undefined> | undefined;
  #askedAt = 0;

  /** @param runScript Runs the script that asks. */
  constructor(
    runScript: Abilities["runScript"],
    now: () => number = Date.now,
  ) {
    this.#runScript = runScript;
    this.#now = now;
  }

  /** All names, or `undefined` where they could not be asked for. */
  async all(context: ToolContext): Promise<ProjectNames | undefined> {
    if (this.#now() - this.#askedAt > FRESH_MS) this.#asked = undefined;
    if (this.#asked === undefined) {
      this.#askedAt = this.#now();
      this.#asked = this.#ask(context);
    }
    const names = await this.#asked;
    if (names === undefined) this.#asked = undefined;
    return names;
  }

  /**
   * What a query names that the project has never seen.
   *
   * @returns One sentence per unknown name, with the nearest real one.
   */
  async unknownIn(
    query: BoundQuery,
    context: ToolContext,
  ): Promise<string[]> {
    return await this.unknown(await mentionedNames(query), context);
  }

  /** The same for the first queries of a run, unless they are hard to read. */
  async unknownInRun(
    { envelope }: RunResult,
    context: ToolContext,
  ): Promise<string[]> {
    const found = await Promise.all(
      envelope.queries.slice(0, MAX_QUERIES_READ).flatMap(({ hogql }) =>
        hogql === null ? [] : mentionedNames({ hogql })
      ),
    );
    const all = (kind: keyof MentionedNames) => [
      ...new Set(found.flatMap((names) => names[kind])),
    ];
    return await this.unknown({
      events: all("events"),
      properties: all("properties"),
      personProperties: all("personProperties"),
    }, context);
  }

  /** The same for names that are known to be names. */
  async unknown(
    { events = [], properties = [], personProperties = [] }: Partial<
      MentionedNames
    >,
    context: ToolContext,
  ): Promise<string[]> {
    if ([events, properties, personProperties].every(isEmpty)) return [];
    const names = await this.all(context);
    if (names === undefined) return [];
    return [
      ...unlike("event", events, names.events),
      ...unlike("property", properties, names.properties),
      ...unlike(
        "person property",
        personProperties,
        names.personProperties,
      ),
    ];
  }

  async #ask(context: ToolContext): Promise<ProjectNames | undefined> {
    const run = await this.#runScript(knownNames, "Read names", {}, context);
    return run.success ? NAMES.parse(run.result) : undefined;
  }
}

function isEmpty(list: readonly string[]): boolean {
  return list.length === 0;
}

function unlike(
  kind: string,
  mentioned: readonly string[],
  known: readonly string[],
): string[] {
  const otherwise =
    `; it has ${known.length} others (see discover_objects, get_object_fields)`;
  return strangers(kind, mentioned, known, otherwise);
}
