/**
 * What can go wrong while a text is parsed.
 *
 * @module
 */

/** The text is not HogQL, or too big or too deep to be read in time. */
export class HogQLSyntaxError extends Error {
  /** The name, for logs. */
  override readonly name: string = "HogQLSyntaxError";
  /** Code points from the beginning of the text to the problem. */
  readonly start: number | undefined;
  /** Code points from the beginning of the text to the end of the problem. */
  readonly end: number | undefined;

  /**
   * @example
   * ```ts
   * import { HogQLSyntaxError } from "./errors.ts";
   * new HogQLSyntaxError("mismatched input 'insert'", { start: 0, end: 6 });
   * ```
   */
  constructor(
    message: string,
    place: { readonly start?: number; readonly end?: number } = {},
  ) {
    super(message);
    this.start = place.start;
    this.end = place.end;
  }
}
