/**
 * A conversation with Claude over the tools: streamed, cached, bounded.
 *
 * @module
 */

import type { Approve } from "../approval.ts";
import { INSTRUCTIONS } from "../instructions.ts";
import type { Toolkit, ToolOutcome } from "../toolkit.ts";
import {
  addTokens,
  costUsd,
  DEFAULT_MODEL,
  NO_TOKENS,
  type Tokens,
} from "./models.ts";
import type { Anthropic, Message, MessageParam, ToolUseBlock } from "./sdk.ts";
import { messageTools, resultBlock } from "./tools.ts";

/** What a conversation is made with. */
export interface ConversationOptions {
  /** The Anthropic SDK's client. */
  readonly client: Anthropic;
  /** The tools Claude may use. */
  readonly toolkit: Toolkit;
  /** The model to ask. @default {"claude-sonnet-5-5"} */
  readonly model?: string;
  /** Most requests to the model for one question. @default 12 */
  readonly maxTurns?: number;
  /** Most tokens the model may write in one turn. @default 8192 */
  readonly maxTokens?: number;
  /** Most US dollars for the whole conversation. @default no limit */
  readonly maxCostUsd?: number;
  /** Asked about every write; without it the toolkit's own answer counts. */
  readonly approve?: Approve;
  /** Given text as it is written. */
  readonly onText?: (text: string) => void;
  /** Told of every tool call before it runs. */
  readonly onToolUse?: (name: string, input: unknown) => void;
  /** Told what every tool call gave. */
  readonly onToolResult?: (name: string, outcome: ToolOutcome) => void;
  /** Gives up. */
  readonly signal?: AbortSignal;
}

/** Why an answer ended. */
export type AnswerEnd =
  | "answered"
  | "turn_limit"
  | "cost_limit"
  | "output_limit"
  | "refused";

/** What came of one question. */
export interface ConversationAnswer {
  /** Claude's last words. */
  readonly text: string;
  /** Whether that is a whole answer, and if not, why. */
  readonly end: AnswerEnd;
  /** Requests to the model for this question. */
  readonly turns: number;
  /** Tokens of the whole conversation so far. */
  readonly tokens: Tokens;
  /** US dollars so far; `null` where the model's price is not known. */
  readonly costUsd: number | null;
}

/**
 * Remembers what was said and asks on. Calls of one turn run side by side,
 * and all their results go back in one message, as the API demands.
 */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #messages: MessageParam[] = [];
  #tokens: Tokens = NO_TOKENS;

  /** Starts an empty conversation. */
  constructor(options: ConversationOptions) {
    this.#options = options;
  }

  /**
   * Asks a question and lets Claude use tools until it has an answer or a
   * limit is reached.
   *
   * @param question In plain words.
   * @returns The answer, why it ended, and what it cost.
   * @throws What the SDK throws: `APIError` and its kin.
   */
  async ask(question: string): Promise<ConversationAnswer> {
    const { maxTurns = 12 } = this.#options;
    this.#messages.push({ role: "user", content: question });
    for (let turns = 1;; turns++) {
      const message = await this.#turn();
      this.#messages.push({ role: "assistant", content: message.content });
      const uses = message.content.filter((block) => block.type === "tool_use");
      const end = uses.length === 0
        ? endOf(message)
        : this.#isTooExpensive()
        ? "cost_limit"
        : turns >= maxTurns
        ? "turn_limit"
        : undefined;
      if (end !== undefined) {
        // Calls left open would make the next request invalid.
        if (uses.length > 0) this.#closeCalls(uses, end);
        return this.#answer(message, end, turns);
      }
      await this.#useTools(uses);
    }
  }

  async #turn(): Promise<Message> {
    const { client, toolkit, model = DEFAULT_MODEL, maxTokens = 8192 } =
      this.#options;
    const { onText, signal } = this.#options;
    const stream = client.messages.stream({
      model,
      max_tokens: maxTokens,
      system: [{
        type: "text",
        text: INSTRUCTIONS,
        cache_control: { type: "ephemeral" },
      }],
      tools: messageTools(toolkit),
      messages: this.#messages,
    }, signal && { signal });
    if (onText !== undefined) stream.on("text", onText);
    const message = await stream.finalMessage();
    this.#tokens = addTokens(this.#tokens, {
      input: message.usage.input_tokens,
      output: message.usage.output_tokens,
      cacheRead: message.usage.cache_read_input_tokens ?? 0,
      cacheWrite: message.usage.cache_creation_input_tokens ?? 0,
    });
    return message;
  }

  async #useTools(uses: readonly ToolUseBlock[]): Promise<void> {
    const { toolkit, approve, onToolUse, onToolResult, signal } = this.#options;
    const content = await Promise.all(uses.map(async (use) => {
      onToolUse?.(use.name, use.input);
      const outcome = await toolkit.call(use.name, use.input, {
        ...(approve && { approve }),
        ...(signal && { signal }),
      });
      onToolResult?.(use.name, outcome);
      return resultBlock(use, outcome);
    }));
    this.#messages.push({ role: "user", content });
  }

  #closeCalls(uses: readonly ToolUseBlock[], end: AnswerEnd): void {
    this.#messages.push({
      role: "user",
      content: uses.map(({ id }) => ({
        type: "tool_result",
        tool_use_id: id,
        content: `Not run: ${end}`,
        is_error: true,
      })),
    });
  }

  #isTooExpensive(): boolean {
    const { maxCostUsd, model = DEFAULT_MODEL } = this.#options;
    const cost = costUsd(model, this.#tokens);
    return maxCostUsd !== undefined && cost !== null && cost >= maxCostUsd;
  }

  #answer(message: Message, end: AnswerEnd, turns: number): ConversationAnswer {
    const { model = DEFAULT_MODEL } = this.#options;
    return {
      text: message.content.map((block) =>
        block.type === "text" ? block.text : ""
      ).join(""),
      end,
      turns,
      tokens: this.#tokens,
      costUsd: costUsd(model, this.#tokens),
    };
  }
}

function endOf({ stop_reason }: Message): AnswerEnd {
  if (stop_reason === "refusal") return "refused";
  return stop_reason === "max_tokens" ||
      stop_reason === "model_context_window_exceeded"
    ? "output_limit"
    : "answered";
}
