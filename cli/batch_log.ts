/**
 * Results of a batch as they come, so that a batch can go on where it ended.
 *
 * @module
 */

import { z } from "zod";
import type { BatchItem, RunResult } from "../executor/mod.ts";

/** A run that has ended. */
export interface LoggedRun {
  /** Line of the batch, counted from 1 without empty ones. */
  readonly line: number;
  /** The line itself, as JSON. */
  readonly item: string;
  /** Name of the template, or that it was a script. */
  readonly what: string;
  /** Whether there is a result. */
  readonly success: boolean;
  /** Rows that its queries brought. */
  readonly rows: number;
  /** What went wrong. */
  readonly error: { readonly kind: string; readonly message: string } | null;
}

const Logged: z.ZodType<LoggedRun> = z.object({
  line: z.number(),
  item: z.string(),
  what: z.string(),
  success: z.boolean(),
  rows: z.number(),
  error: z.object({ kind: z.string(), message: z.string() }).nullable(),
});

/** A file with one line per run that has ended. */
export class BatchLog {
  /** The file. */
  readonly path: string;
  readonly #items: readonly BatchItem[];
  readonly #runs: Map<number, LoggedRun>;

  private constructor(
    path: string,
    items: readonly BatchItem[],
    runs: Map<number, LoggedRun>,
  ) {
    this.path = path;
    this.#items = items;
    this.#runs = runs;
  }

  /** Reads what is there already; a line that is not whole is passed over. */
  static async open(
    path: string,
    items: readonly BatchItem[],
  ): Promise<BatchLog> {
    const runs = new Map<number, LoggedRun>();
    for (const text of (await existing(path)).split("\n")) {
      const run = parse(text);
      const item = run && items[run.line - 1];
      // A line of the batch that was changed since is a run of its own.
      if (run && item && run.item === JSON.stringify(item)) {
        runs.set(run.line, run);
      }
    }
    return new BatchLog(path, items, runs);
  }

  /** What has not succeeded yet. */
  todo(): { readonly index: number; readonly item: BatchItem }[] {
    return this.#items
      .map((item, index) => ({ index, item }))
      .filter(({ index }) => this.#runs.get(index + 1)?.success !== true);
  }

  /** Keeps a result, in the file at once. */
  add(index: number, result: RunResult): void {
    const item = this.#items[index];
    const run = {
      line: index + 1,
      item: JSON.stringify(item),
      what: item && "template" in item ? item.template : "script",
      success: result.success,
      rows: result.envelope.rows,
      error: result.error ?? null,
      result: result.result ?? null,
      envelope: result.envelope,
      runId: result.runId,
    };
    this.#runs.set(run.line, run);
    const text = `${JSON.stringify(run)}\n`;
    Deno.writeTextFileSync(this.path, text, { append: true });
  }

  /** Every run so far, in the order of the batch. */
  runs(): LoggedRun[] {
    return [...this.#runs.values()].sort((a, b) => a.line - b.line);
  }
}

async function existing(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

function parse(text: string): LoggedRun | undefined {
  if (text.trim() === "") return undefined;
  try {
    return Logged.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
