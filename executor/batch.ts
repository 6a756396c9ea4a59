/**
 * Many runs at a time.
 *
 * @module
 */

import { BatchState } from "./batch_state.ts";
import type { RunOptions, ScriptOptions } from "./options.ts";
import type { RunResult } from "./result.ts";

/** One run of a batch: a template by name, or an author's own script. */
export type BatchItem =
  | {
    /** Name of a template. */
    readonly template: string;
    /** Its parameters. */
    readonly params?: Readonly<Record<string, unknown>>;
  }
  | {
    /** Text of a script. */
    readonly script: string;
    /** What it gets as `params`. */
    readonly params?: Readonly<Record<string, unknown>>;
  };

/** How a batch is run. */
export interface BatchOptions extends RunOptions {
  /**
   * Runs at a time; no more than the executor's `maxSandboxes` have a sandbox.
   *
   * @default {4}
   */
  readonly concurrency?: number;
  /**
   * Starts no further run after the first failure; those not started come
   * back as `aborted`.
   *
   * @default {false}
   */
  readonly stopOnError?: boolean;
  /**
   * A file that remembers what has succeeded: the same batch with the same
   * file goes on where it was broken off.
   */
  readonly stateFile?: string;
  /** Called when a run has ended. */
  readonly onResult?: (result: RunResult, index: number) => void;
}

/** What a batch needs of an executor. */
interface Executes {
  executeTemplate(
    template: string,
    params?: Readonly<Record<string, unknown>>,
    options?: RunOptions,
  ): Promise<RunResult>;
  executeScript(code: string, options?: ScriptOptions): Promise<RunResult>;
}

/** Runs all items, some at a time; results come in the order of items. */
export async function batch(
  executor: Executes,
  items: readonly BatchItem[],
  options: BatchOptions,
): Promise<RunResult[]> {
  const { concurrency = 4, stopOnError = false } = options;
  const { stateFile, onResult, ...run } = options;
  const state = await BatchState.open(stateFile);
  const results: RunResult[] = [];
  const stop = new AbortController();
  const todo = items.entries();
  // All workers take from one iterator, so that each item is taken once.
  const worker = async () => {
    for (const [index, item] of todo) {
      // A run that has begun is not broken off by another's failure.
      const isStopped = stop.signal.aborted;
      const result = await state.find(index, item) ??
        await execute(executor, item, {
          ...run,
          ...(isStopped ? { signal: stop.signal } : {}),
        });
      results[index] = result;
      await state.add(index, item, result);
      if (!result.success && stopOnError) stop.abort();
      onResult?.(result, index);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return results;
}

async function execute(
  executor: Executes,
  item: BatchItem,
  options: RunOptions,
): Promise<RunResult> {
  if ("template" in item) {
    return await executor.executeTemplate(item.template, item.params, options);
  }
  const params = item.params ?? {};
  return await executor.executeScript(item.script, { ...options, params });
}
