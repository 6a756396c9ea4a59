/**
 * What all parts of one query share while it is compiled.
 *
 * @module
 */

import type { Expr, Located } from "../../hogql/mod.ts";
import type {
  ActionReference,
  CohortReference,
  HogQLContext,
  QueryModifiers,
} from "./context.ts";
import { HogQLError } from "./errors.ts";
import type { References } from "./references.ts";
import { createSchema, type Schema } from "./schema.ts";

/** Longest SQL that is printed, in characters. */
const MAX_SQL_LENGTH = 4_000_000;

/** What each use of a CTE costs beside its length, since it takes time. */
const COST_OF_USE = 100;

/** State of one compilation. */
export class Compilation {
  /** The project. */
  readonly context: HogQLContext;
  /** The time zone in which times are shown and read. */
  readonly timezone: string;
  /** The tables. */
  readonly schema: Schema;
  /** Cohorts the query names, found beforehand. */
  readonly cohorts: ReadonlyMap<number | string, CohortReference>;
  /** Actions the query names, found beforehand. */
  readonly actions: ReadonlyMap<number | string, ActionReference>;
  /** HogQL in the filters of the actions, parsed beforehand. */
  readonly expressions: ReadonlyMap<string, Expr>;
  /** The time relative dates count from. */
  readonly now: Date;
  /** Tables that were read. */
  readonly tables: Set<string> = new Set();
  /** What a careful reader should know. */
  readonly warnings: Set<string> = new Set();
  /** The text, where there is one. */
  readonly #text: readonly string[];
  /** Characters of sub-selects printed so far, each time they are used. */
  #length = 0;

  /** Begins a compilation. */
  constructor(
    context: HogQLContext,
    modifiers: QueryModifiers,
    found: References,
    text = "",
  ) {
    this.context = context;
    // Places are counted in code points.
    this.#text = [...text];
    this.timezone = modifiers.convertToProjectTimezone === false
      ? "UTC"
      : context.timezone;
    this.schema = createSchema(context, modifiers);
    this.cohorts = found.cohorts;
    this.actions = found.actions;
    this.expressions = found.expressions;
    this.now = context.now?.() ?? new Date();
  }

  /** Whether a node was written in double quotes. */
  isQuoted(node: Located): boolean {
    const offset = node.start?.offset;
    return offset !== undefined && this.#text[offset] === '"';
  }

  /**
   * Counts printed SQL, since CTEs that use each other twice double it.
   *
   * @throws {HogQLError} When there is too much of it
   */
  spend(sql: string): string {
    this.#length += sql.length + COST_OF_USE;
    if (this.#length > MAX_SQL_LENGTH) {
      throw new HogQLError("Query size exceeded");
    }
    return sql;
  }
}
