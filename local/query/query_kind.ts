/**
 * What the query endpoint needs from a kind of query.
 *
 * @module
 */

import type { Services } from "../services.ts";

/** A query node as it was sent: a `kind` and whatever that kind has. */
export interface QueryNode {
  /** For example `HogQLQuery`. */
  readonly kind: string;
  /** The kind's own fields. */
  readonly [field: string]: unknown;
}

/** The circumstances of one query. */
export interface QueryRun {
  /** The project. */
  readonly services: Services;
  /** Name by which it can be stopped while it runs. */
  readonly id: string;
  /** Whether OFFSET may be used. */
  readonly offsetAllowed: boolean;
  /** Most seconds it may run. */
  readonly maxSeconds: number;
}

/** The answer of a kind: its `results` as JSON text, and its other fields. */
export interface QueryAnswer {
  /** The JSON text of `results`; nothing when the kind has no such field. */
  readonly results?: string;
  /** Everything else in the body. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Answers one kind of query. */
export type QueryKind = (
  node: QueryNode,
  run: QueryRun,
) => Promise<QueryAnswer>;
