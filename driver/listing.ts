/**
 * What every method that lists something returns.
 *
 * @module
 */

import type { Envelope } from "./envelope.ts";

/**
 * Some objects, and the truth about them: `envelope.truncated` tells whether
 * more exist than were asked for.
 */
export interface Listing<T> {
  /** The objects, in the server's order. */
  readonly rows: readonly T[];
  /** How many, whether more exist, as of when, from where. */
  readonly envelope: Envelope;
}
