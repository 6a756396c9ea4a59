/**
 * What Claude says and does, on the terminal as it happens.
 *
 * @module
 */

import { z } from "zod";
import type { ConversationAnswer, ToolOutcome } from "../agent/mod.ts";
import { fit, safeText } from "./cell.ts";
import type { Steps } from "./steps.ts";
import type { Screen } from "./terminal.ts";

/** The part of a tool's answer that is shown. */
const ANSWER = z.object({
  envelope: z.object({
    rows: z.number(),
    truncated: z.boolean().nullable(),
    hogql: z.array(z.string()),
  }).optional(),
  error: z.object({ message: z.string() }).optional(),
});

const INPUT_COLUMNS = 120;

/** Streams words to stdout; tool calls, HogQL and cost go to stderr. */
export class Spoken {
  readonly #stdout: Screen;
  readonly #steps: Steps;
  #atLineStart = true;

  /** Nothing is written yet. */
  constructor(stdout: Screen, steps: Steps) {
    this.#stdout = stdout;
    this.#steps = steps;
  }

  /** A piece of text; what could move the cursor is made visible. */
  text(piece: string): void {
    if (piece === "") return;
    this.#stdout.write(
      piece.split(/(?<=[\n\t])|(?=[\n\t])/).map((part) =>
        part === "\n" || part === "\t" ? part : safeText(part)
      ).join(""),
    );
    this.#atLineStart = piece.endsWith("\n");
  }

  /** Ends the line that text may have left open. */
  endLine(): void {
    if (!this.#atLineStart) this.#stdout.write("\n");
    this.#atLineStart = true;
  }

  /** A tool is about to run. */
  toolUse(name: string, input: unknown): void {
    this.endLine();
    this.#steps.note(fit(`→ ${name} ${JSON.stringify(input)}`, INPUT_COLUMNS));
  }

  /** A tool ran: how much it gave, and the HogQL it took. */
  toolResult(name: string, { text }: ToolOutcome): void {
    this.endLine();
    const parsed = ANSWER.safeParse(JSON.parse(text));
    if (!parsed.success) return;
    const { envelope, error } = parsed.data;
    if (error !== undefined) {
      this.#steps.note(`✗ ${name}: ${safeText(error.message)}`);
    }
    if (envelope === undefined) return;
    const cut = envelope.truncated === true ? ", truncated" : "";
    this.#steps.note(`← ${name}: ${envelope.rows} rows${cut}`);
    for (const hogql of envelope.hogql) {
      for (const line of hogql.trim().split("\n")) {
        this.#steps.note(`  │ ${safeText(line)}`);
      }
    }
  }

  /** What the answer took. */
  cost({ turns, tokens, costUsd }: ConversationAnswer): void {
    this.endLine();
    const read = tokens.input + tokens.cacheRead + tokens.cacheWrite;
    const price = costUsd === null
      ? "price of this model unknown"
      : `$${costUsd.toFixed(4)}`;
    this.#steps.note(
      `${turns} turns · ${read} tokens read (${tokens.cacheRead} from the cache), ${tokens.output} written · ${price}`,
    );
  }
}
