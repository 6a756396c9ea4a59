/**
 * The tools, and the one way to call them that every surface shares.
 *
 * @module
 */

import { z } from "zod";
import type {
  PostHogAgentExecutor,
  RunOptions,
  RunResult,
  Script,
} from "../executor/mod.ts";
import {
  type TemplateCatalogue,
  templates as builtIn,
} from "../templates/mod.ts";
import type { Abilities } from "./abilities.ts";
import { type Answer, answerText, MAX_ANSWER_CHARACTERS } from "./answer.ts";
import { type Approve, type Plan, refuseWrites } from "./approval.ts";
import { KnownNames, type ProjectNames } from "./known_names.ts";
import { ResultStore } from "./results.ts";
import type { AgentTool, ToolContext } from "./tool.ts";
import { discoveryTools } from "./tools/discovery.ts";
import { exportTools } from "./tools/export.ts";
import { queryTool } from "./tools/query.ts";
import { scriptTools } from "./tools/script.ts";
import { templateTools } from "./tools/templates.ts";
import { writeTools } from "./tools/writes.ts";
import { approved } from "./write.ts";

/** What a toolkit is made with. */
export interface ToolkitOptions {
  /** Runs scripts; the toolkit does not close it. */
  readonly executor: PostHogAgentExecutor;
  /** Templates on offer. @default {templates} */
  readonly templates?: TemplateCatalogue;
  /** Asked about every write. @default refuseWrites */
  readonly approve?: Approve;
  /** Most characters in one answer. @default 24000 */
  readonly maxAnswerCharacters?: number;
}

/** What a call may be given beside its input. */
export interface CallOptions extends ToolContext {
  /** Asked about a write. @default {the toolkit's own} */
  readonly approve?: Approve;
}

/** What a call gave: a text for the model, and whether it failed. */
export interface ToolOutcome {
  /** Valid JSON, whatever its size. */
  readonly text: string;
  /** Whether the text tells of an error. */
  readonly isError: boolean;
}

/** What stands around a page of a large result, in characters. */
const PAGE_FRAME = 200;

/** Tools over one project, for any surface. */
export class Toolkit {
  /** The tools, in a fixed order. */
  readonly tools: readonly AgentTool[];
  /** The templates that `run_template` runs. */
  readonly templates: TemplateCatalogue;
  readonly #names: KnownNames;
  readonly #results = new ResultStore();
  readonly #approve: Approve;
  readonly #maxCharacters: number;

  /** Builds the table over an executor. */
  constructor(options: ToolkitOptions) {
    const { executor, templates = builtIn } = options;
    this.#approve = options.approve ?? refuseWrites;
    this.#maxCharacters = options.maxAnswerCharacters ?? MAX_ANSWER_CHARACTERS;
    const runOptions = ({ progress, signal }: ToolContext) => ({
      ...(progress && { onProgress: ({ message }) => progress(message) }),
      ...(signal && { signal }),
    } satisfies RunOptions);
    const runScript: Abilities["runScript"] = (
      code,
      description,
      params,
      context,
      { writes } = { writes: false },
    ) =>
      executor.executeScript(code, {
        description,
        params,
        ...(writes ? {} : { budgets: { writes: 0 } }),
        ...runOptions(context),
      });
    // Names are asked for beside a tool's own run, which stays the last one.
    this.#names = new KnownNames(runScript);
    this.templates = templates;
    let last: Script | undefined;
    const remember = async (run: Promise<RunResult>): Promise<RunResult> => {
      const result = await run;
      last = executor.lastScript();
      return result;
    };
    const abilities: Abilities = {
      templates,
      results: this.#results,
      pageCharacters: this.#maxCharacters - PAGE_FRAME,
      names: this.#names,
      lastScript: () => last,
      runScript: (...call) => remember(runScript(...call)),
      runTemplate: (name, parameters, context) =>
        remember(
          executor.executeTemplate(
            templates.get(name),
            parameters,
            runOptions(context),
          ),
        ),
    };
    this.tools = [
      ...discoveryTools(abilities),
      ...templateTools(abilities),
      queryTool(abilities),
      ...scriptTools(abilities),
      ...exportTools(abilities),
      ...writeTools(abilities),
    ];
  }

  /** The tool of that name, or `undefined`. */
  get(name: string): AgentTool | undefined {
    return this.tools.find((tool) => tool.name === name);
  }

  /** The project's own names, or `undefined` where it cannot be asked. */
  async names(): Promise<ProjectNames | undefined> {
    return await this.#names.all({});
  }

  /**
   * What a call would change, or `undefined` where it changes nothing (or
   * its input is wrong, which the call itself reports better).
   */
  plan(name: string, input: unknown): Plan | undefined {
    const tool = this.get(name);
    const parsed = tool?.input.safeParse(input ?? {});
    return parsed?.success ? tool?.plan?.(parsed.data) : undefined;
  }

  /**
   * Calls a tool. Never throws for what a model can do wrong: an unknown tool
   * or ill-typed input comes back as an error that says what to do.
   *
   * @param name The tool.
   * @param input What the model sent.
   * @param options Whom to ask about writes, progress, cancellation.
   * @returns One JSON text.
   */
  async call(
    name: string,
    input: unknown,
    options: CallOptions = {},
  ): Promise<ToolOutcome> {
    const answer = await this.#answer(name, input, options);
    return {
      text: answerText(answer, this.#results, this.#maxCharacters),
      isError: answer.error !== undefined,
    };
  }

  async #answer(
    name: string,
    input: unknown,
    { approve = this.#approve, ...context }: CallOptions,
  ): Promise<Answer> {
    const tool = this.get(name);
    if (tool === undefined) return unknownTool(name, this.tools);
    try {
      const parsed = tool.input.parse(input ?? {});
      const plan = tool.plan?.(parsed);
      const run = () => tool.run(parsed, context);
      return plan === undefined
        ? await run()
        : await approved(plan, approve, run);
    } catch (error) {
      return failed(tool, error);
    }
  }
}

function unknownTool(name: string, tools: readonly AgentTool[]): Answer {
  return {
    error: {
      kind: "unknown_tool",
      message: `Cannot call "${name}": there is no such tool`,
      next: "Call one of details.tools",
      details: { tools: tools.map((tool) => tool.name) },
    },
  };
}

function wrongFields({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `"${path.join(".")}": ${message}`)
    .join("; ");
}

function failed(tool: AgentTool, error: unknown): Answer {
  const isInput = error instanceof z.ZodError;
  return {
    error: {
      kind: isInput ? "invalid_input" : "failed",
      message: isInput
        ? `Cannot call "${tool.name}": ${wrongFields(error)}`
        : `Cannot finish "${tool.name}": ${
          error instanceof Error ? error.message : String(error)
        }`,
      next: "Correct the input; details.example works on the demo data",
      details: { example: tool.example },
    },
  };
}
