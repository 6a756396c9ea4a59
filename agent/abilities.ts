/**
 * What the tools are made of.
 *
 * @module
 */

import type { RunResult, Script } from "../executor/mod.ts";
import type { TemplateCatalogue } from "../templates/mod.ts";
import type { KnownNames } from "./known_names.ts";
import type { ResultStore } from "./results.ts";
import type { ToolContext } from "./tool.ts";

/** Everything a tool may use. Each call of a `run…` is one audited run. */
export interface Abilities {
  /** The templates on offer. */
  readonly templates: TemplateCatalogue;
  /** Large results, kept to be read in pieces. */
  readonly results: ResultStore;
  /** How much of one is read at a time, in characters of JSON. */
  readonly pageCharacters: number;
  /** The project's event and property names. */
  readonly names: KnownNames;
  /** What a tool ran last. */
  lastScript(): Script | undefined;
  /** Runs a template by name. */
  runTemplate(
    name: string,
    parameters: Record<string, unknown>,
    context: ToolContext,
  ): Promise<RunResult>;
  /** Runs the text of a script; without `writes` it can only read. */
  runScript(
    code: string,
    description: string,
    params: Record<string, unknown>,
    context: ToolContext,
    options?: { readonly writes: boolean },
  ): Promise<RunResult>;
}
