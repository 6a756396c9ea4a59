/**
 * The truth about an answer: how much of it came, from where, as of when.
 *
 * @module
 */

/** Where an answer was computed. */
export interface Engine {
  /** PostHog Cloud, a PostHog someone hosts, or the one inside this toolkit. */
  readonly name: "posthog-cloud" | "posthog-self-hosted" | "posthog-embedded";
  /** The server's own word for its version, where it gives one. */
  readonly version: string | null;
  /** Origin of the API that answered, without any credential. */
  readonly url: string;
}

/** What every result carries beside its rows. It is plain JSON. */
export interface Envelope {
  /** How many rows came back. */
  readonly rows: number;
  /**
   * Whether rows were left out. `true`: yes, or PostHog lowered the query's
   * LIMIT to its cap of 50,000 and filled that. `false`: certainly not.
   * `null`: it cannot be told, because the query's own LIMIT was filled
   * exactly, or a set operator hides what its SELECTs brought.
   */
  readonly truncated: boolean | null;
  /** The limit in force, in rows; `null` where none applies. */
  readonly limit: number | null;
  /** When the answer was computed: ISO 8601, UTC. */
  readonly asOf: string;
  /** Who computed it. */
  readonly engine: Engine;
  /** The HogQL that ran, as the server prints it; `null` for other requests. */
  readonly hogql: string | null;
  /** SHA-256 (hex) of the query text and its values. */
  readonly queryHash: string;
  /** Wall time from request to parsed answer, in milliseconds. */
  readonly elapsedMs: number;
  /** The project's time zone, where the server tells it. */
  readonly timezone: string | null;
  /** What a careful reader should know, one sentence each. */
  readonly warnings: readonly string[];
}
