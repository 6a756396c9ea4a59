/**
 * `ask`: a question in plain words, answered by Claude over the tools.
 *
 * @module
 */

import {
  type AnswerEnd,
  Conversation,
  DEFAULT_MODEL,
  Toolkit,
} from "../../agent/mod.ts";
import { Anthropic } from "../../agent/messages/sdk.ts";
import { askPerson } from "../ask_person.ts";
import type { Command, World } from "../command.ts";
import { EXIT, type ExitCode } from "../exit_code.ts";
import { Failure, usageFailure } from "../failure.ts";
import { type Flag, type ParsedFlags, parseFlags } from "../flags.ts";
import { countOf, onlyWord } from "../read_flags.ts";
import { openSession, SESSION_FLAGS } from "../session.ts";
import { Spoken } from "../spoken.ts";

const FLAGS: readonly Flag[] = [
  {
    name: "model",
    type: "string",
    placeholder: "MODEL",
    summary: `Who answers (default ANTHROPIC_MODEL, else ${DEFAULT_MODEL})`,
  },
  {
    name: "max-turns",
    type: "string",
    placeholder: "N",
    summary: "Most requests to the model (default 12)",
  },
  {
    name: "max-cost",
    type: "string",
    placeholder: "USD",
    summary: "Stop after this many US dollars (default: no limit)",
  },
  ...SESSION_FLAGS,
];

/** Why an answer is not whole, and what the process then says. */
const CUT_SHORT: Readonly<
  Partial<Record<AnswerEnd, readonly [ExitCode, string]>>
> = {
  turn_limit: [EXIT.partial, "Stopped at the limit of turns (--max-turns)"],
  cost_limit: [EXIT.partial, "Stopped at the limit of cost (--max-cost)"],
  output_limit: [EXIT.partial, "The answer was cut at the model's own limit"],
  refused: [EXIT.failed, "The model refused to answer"],
};

/** Asks one question. */
export const ask: Command = {
  name: "ask",
  summary: "Ask Claude a question about the project.",
  words: "QUESTION",
  details:
    "Needs ANTHROPIC_API_KEY; ANTHROPIC_BASE_URL and ANTHROPIC_MODEL are respected. " +
    "The answer goes to stdout; tool calls, the HogQL that ran and the cost to stderr. " +
    "Writes are asked about at the terminal and refused where there is none.",
  flags: FLAGS,
  examples: [
    'ask "Who are our power users?"',
    'ask "Where do people drop off before a purchase?" --max-cost 0.50',
  ],
  async run(world, args) {
    const flags = parseFlags(args, FLAGS);
    const question = onlyWord(flags, "the question");
    const limits = limitsOf(flags);
    const client = clientOf(world.env);
    await using session = await openSession(world, flags);
    const { terminal, env, signal } = world;
    const spoken = new Spoken(terminal.stdout, session.steps);
    const conversation = new Conversation({
      client,
      toolkit: new Toolkit({ executor: session.executor }),
      model: flags.text("model") ?? (env["ANTHROPIC_MODEL"] || DEFAULT_MODEL),
      ...limits,
      approve: askPerson(terminal.stderr, session.steps),
      onText: (piece) => spoken.text(piece),
      onToolUse: (name, input) => spoken.toolUse(name, input),
      onToolResult: (name, outcome) => spoken.toolResult(name, outcome),
      signal,
    });
    try {
      const answer = await conversation.ask(question);
      spoken.cost(answer);
      const [code, why] = CUT_SHORT[answer.end] ?? [EXIT.ok, undefined];
      if (why !== undefined) session.steps.warn(why);
      return code;
    } catch (error) {
      spoken.endLine();
      throw error instanceof Anthropic.APIError ? apiFailure(error) : error;
    }
  },
};

/** The client for the environment's key. */
function clientOf(env: World["env"]): Anthropic {
  const apiKey = env["ANTHROPIC_API_KEY"];
  if (!apiKey) {
    throw new Failure("Cannot ask Claude: ANTHROPIC_API_KEY is not set", {
      exitCode: EXIT.connection,
      next: [
        "Set ANTHROPIC_API_KEY (Anthropic Console, API keys)",
        'Or run a template without a model: "list" shows them',
      ],
    });
  }
  return new Anthropic({
    apiKey,
    baseURL: env["ANTHROPIC_BASE_URL"] || null,
    logLevel: "off",
  });
}

function limitsOf(flags: ParsedFlags) {
  const maxTurns = countOf(flags, "max-turns");
  const text = flags.text("max-cost");
  const maxCostUsd = text === undefined ? undefined : Number(text);
  if (maxCostUsd !== undefined && !(maxCostUsd > 0 && text?.trim() !== "")) {
    throw usageFailure(
      `Flag "--max-cost" must be a number of US dollars, got "${text}"`,
    );
  }
  return {
    ...(maxTurns === undefined ? {} : { maxTurns }),
    ...(maxCostUsd === undefined ? {} : { maxCostUsd }),
  };
}

const UNREACHABLE: readonly unknown[] = [undefined, 401, 403, 429];

function apiFailure({ status, message }: Error & { status?: unknown }): Error {
  return new Failure(`Cannot ask Claude: ${message}`, {
    exitCode: UNREACHABLE.includes(status) ? EXIT.connection : EXIT.failed,
    next: status === 401 || status === 403
      ? ["Check ANTHROPIC_API_KEY, and that it belongs to ANTHROPIC_BASE_URL"]
      : ["Try again; the runs so far are in the audit trail (runs list)"],
  });
}
