/**
 * What a tool is, whatever surface offers it.
 *
 * @module
 */

import type { ZodObject } from "zod";
import type { Plan } from "./approval.ts";
import type { Answer } from "./answer.ts";

/** What a tool call may use beside its input. */
export interface ToolContext {
  /** Told what a run is doing, in words. */
  readonly progress?: (message: string) => void;
  /** Gives the call up. */
  readonly signal?: AbortSignal;
}

/** One ability offered to a model. */
export interface AgentTool<Input extends ZodObject = ZodObject> {
  /** snake_case, unique in the toolkit. */
  readonly name: string;
  /** A few words for a person. */
  readonly title: string;
  /** What it does and when to use it, for the model. */
  readonly description: string;
  /** What it takes. */
  readonly input: Input;
  /** An input that works on the demo data. */
  readonly example: Readonly<Record<string, unknown>>;
  /** Whether a call can change anything in the project. */
  readonly effect: "read" | "write";
  /**
   * What a call with this input would change, if anything. Where there is a
   * plan, the toolkit runs the tool only after it was approved.
   */
  readonly plan?: (input: Record<string, unknown>) => Plan | undefined;
  /** Does it. */
  readonly run: (
    input: Record<string, unknown>,
    context: ToolContext,
  ) => Promise<Answer>;
}
