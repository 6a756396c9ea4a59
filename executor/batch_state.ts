/**
 * What a batch has done so far, on disk, so that it can go on later.
 *
 * @module
 */

import { z } from "zod";
import { sha256 } from "./digest.ts";
import type { RunResult } from "./result.ts";

/** One finished run of a batch. */
const entry = z.object({
  index: z.int().nonnegative(),
  item: z.string(),
  result: z.looseObject({ success: z.literal(true), runId: z.string() }),
});

/**
 * Results of earlier runs of the same batch, in a file of JSON lines. Only
 * successes are kept: what failed or was broken off is run again.
 */
export class BatchState {
  readonly #path: string | undefined;
  readonly #done: ReadonlyMap<string, RunResult>;

  private constructor(
    path: string | undefined,
    done: ReadonlyMap<string, RunResult>,
  ) {
    this.#path = path;
    this.#done = done;
  }

  /** Reads the file, if there is one. Half a line at its end is left out. */
  static async open(path: string | undefined): Promise<BatchState> {
    const done = new Map<string, RunResult>();
    for (const line of await linesOf(path)) {
      const parsed = parse(line);
      if (parsed === undefined) continue;
      const { index, item, result } = parsed;
      // This class wrote the result; its caller's schema has checked it.
      done.set(`${index}:${item}`, result as unknown as RunResult);
    }
    return new BatchState(path, done);
  }

  /** The result of that item, if it is there already. */
  async find(index: number, item: unknown): Promise<RunResult | undefined> {
    return this.#done.get(`${index}:${await nameOf(item)}`);
  }

  /** Writes a result down before anyone hears of it. */
  async add(index: number, item: unknown, result: RunResult): Promise<void> {
    if (this.#path === undefined || !result.success) return;
    const line = JSON.stringify({ index, item: await nameOf(item), result });
    const options = { append: true, mode: 0o600 };
    // A leading line end closes what a killed program left half.
    await Deno.writeTextFile(this.#path, `\n${line}\n`, options);
  }
}

async function linesOf(path: string | undefined): Promise<string[]> {
  if (path === undefined) return [];
  try {
    return (await Deno.readTextFile(path)).split("\n");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

function parse(line: string): z.infer<typeof entry> | undefined {
  try {
    return entry.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** Another item under the same number is another item. */
function nameOf(item: unknown): Promise<string> {
  return sha256(JSON.stringify(item));
}
