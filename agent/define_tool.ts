/**
 * Typed tools in, uniform tools out.
 *
 * @module
 */

import type { infer as Infer, ZodObject } from "zod";
import type { Answer } from "./answer.ts";
import type { Plan } from "./approval.ts";
import type { AgentTool, ToolContext } from "./tool.ts";

/** A tool whose functions know the type of its input. */
interface TypedTool<Input extends ZodObject>
  extends Omit<AgentTool<Input>, "run" | "plan"> {
  readonly plan?: (input: Infer<Input>) => Plan | undefined;
  readonly run: (
    input: Infer<Input>,
    context: ToolContext,
  ) => Promise<Answer>;
}

/**
 * Makes a tool that parses its own input, so that no surface can forget to.
 *
 * @param tool The tool, typed by its input schema.
 * @returns The same tool for any surface; `run` throws a `ZodError` on input
 * of the wrong form.
 */
export function defineTool<Input extends ZodObject>(
  tool: TypedTool<Input>,
): AgentTool {
  const { plan, run, ...rest } = tool;
  return {
    ...rest,
    ...(plan === undefined
      ? {}
      : { plan: (input) => plan(tool.input.parse(input)) }),
    run: (input, context) => run(tool.input.parse(input), context),
  };
}
