/**
 * Writes are planned first and done only after a person said yes.
 *
 * @module
 */

/** What a write would change, in words and as data. */
export interface Plan {
  /** The tool that wants to write. */
  readonly tool: string;
  /** One sentence a person can decide on. */
  readonly summary: string;
  /** Exactly what would be sent. */
  readonly changes: Readonly<Record<string, unknown>>;
}

/** What came of asking. */
export type Decision = "approved" | "denied" | "nobody_to_ask";

/**
 * Decides on a plan. One function serves the terminal's prompt, an MCP
 * client's elicitation and the Claude Agent SDK's permission callback.
 */
export type Approve = (plan: Plan) => Promise<Decision>;

/**
 * Refuses every write: the right answer where no person can be asked.
 *
 * @returns Always `"nobody_to_ask"`.
 *
 * @example Without a person the answer is no
 * ```ts
 * import { refuseWrites } from "@posthog-driver/posthog-driver/agent";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   await refuseWrites({ tool: "capture_event", summary: "", changes: {} }),
 *   "nobody_to_ask",
 * );
 * ```
 */
export function refuseWrites(_plan: Plan): Promise<Decision> {
  return Promise.resolve("nobody_to_ask");
}
