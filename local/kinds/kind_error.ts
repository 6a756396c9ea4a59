/**
 * What is wrong with a query node, as PostHog's API says it.
 *
 * @module
 */

/** A query node that cannot be answered; becomes a 400. */
export class QueryKindError extends Error {
  /** The name of this class. */
  override readonly name = "QueryKindError";
  /** PostHog's word for the error. */
  readonly code: "invalid_input" | "invalid_property_filter";
  /** The field at fault, joined with `__` where it is nested. */
  readonly attr: string | null;

  /**
   * Says what is wrong and where.
   *
   * @example
   * ```ts
   * import { assertEquals } from "@std/assert";
   *
   * const error = new QueryKindError("Expected a list", { attr: "series" });
   * assertEquals(error.code, "invalid_input");
   * ```
   */
  constructor(
    message: string,
    { code = "invalid_input", attr = null }: {
      code?: QueryKindError["code"];
      attr?: string | null;
    } = {},
  ) {
    super(message);
    this.code = code;
    this.attr = attr;
  }
}
