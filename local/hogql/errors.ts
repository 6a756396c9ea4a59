/**
 * Errors of queries, as PostHog's API reports them.
 *
 * @module
 */

/** PostHog's words for what is wrong with a query. */
export type HogQLErrorCode =
  | "hogql_syntax_error"
  | "hogql_query_error"
  | "illegal_type_of_argument"
  | "alias_required"
  | "no_common_type"
  | "invalid_input";

/**
 * A query that cannot be run. The message is what PostHog puts into `detail`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { HogQLError } from "./errors.ts";
 *
 * const error = new HogQLError("Unable to resolve field: evnt");
 * assertEquals(error.code, "hogql_query_error");
 * ```
 */
export class HogQLError extends Error {
  /** The name, for logs. */
  override readonly name: string = "HogQLError";
  /** PostHog's class of error. */
  readonly type = "validation_error";
  /** What kind of mistake it is. */
  readonly code: HogQLErrorCode;
  /** Code points from the beginning of the query to the mistake. */
  readonly start: number | undefined;
  /** Code points from the beginning of the query to the end of the mistake. */
  readonly end: number | undefined;

  /** Says what is wrong, and where. */
  constructor(
    message: string,
    options: {
      readonly code?: HogQLErrorCode;
      readonly start?: number | undefined;
      readonly end?: number | undefined;
    } = {},
  ) {
    super(message);
    this.code = options.code ?? "hogql_query_error";
    this.start = options.start;
    this.end = options.end;
  }

  /** The message, under the name it has in PostHog's API. */
  get detail(): string {
    return this.message;
  }
}

/** Where a node was written, for an error about it. */
export function placeOf(
  node: {
    readonly start?: { readonly offset: number } | null;
    readonly end?: { readonly offset: number } | null;
  },
): { readonly start: number | undefined; readonly end: number | undefined } {
  return { start: node.start?.offset, end: node.end?.offset };
}
