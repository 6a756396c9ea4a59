/**
 * What an executor and its runs can be told.
 *
 * @module
 */

import type { Template, TemplateCatalogue } from "../templates/mod.ts";
import type { Progress } from "./output.ts";
import type { Budgets, PostHogConnection, SandboxProvider } from "./sandbox.ts";

/** Limits and wishes for one run; an executor's own are the defaults. */
export interface RunOptions {
  /**
   * Time for the script, in milliseconds. Without it, a template's own time
   * holds where it names one.
   *
   * @default {60_000}
   */
  readonly timeoutMs?: number;
  /**
   * How much of PostHog it may take.
   *
   * A template that does not say that it writes gets no writes.
   *
   * @default {{ requests: 1_000, rows: 10_000_000, bytes: 4 GiB, writes: 1_000 }}
   */
  readonly budgets?: Partial<Budgets>;
  /** Called with every progress line. */
  readonly onProgress?: (progress: Progress) => void;
  /** Where files go that the script writes; without it, it may write none. */
  readonly artifactsDir?: string;
  /** Gives up. */
  readonly signal?: AbortSignal;
}

/** What a run of one's own script can be told. */
export interface ScriptOptions extends RunOptions {
  /** What the script gets as `params`. */
  readonly params?: Readonly<Record<string, unknown>>;
  /**
   * The language; without it, the text itself tells.
   */
  readonly language?: "javascript" | "typescript";
  /**
   * What it does, in a few words.
   *
   * @default {"own script"}
   */
  readonly description?: string;
}

/** What an executor is made with. */
export interface ExecutorOptions extends Omit<RunOptions, "signal"> {
  /** The project that scripts may talk to. */
  readonly connection: PostHogConnection;
  /**
   * Where sandboxes come from; the executor closes it.
   *
   * @default {localSandbox()}
   */
  readonly provider?: SandboxProvider;
  /**
   * Templates that can be run by name.
   *
   * @default {templates}
   */
  readonly templates?: TemplateCatalogue;
  /**
   * Asks PostHog, before a sandbox starts, whether it knows the tables, fields
   * and functions in HogQL that can be seen in a script or its parameters. It
   * costs one request for each new text; where no answer comes within three
   * seconds, the run goes on.
   *
   * @default {true}
   */
  readonly checkNames?: boolean;
  /** Where each run leaves one line of JSON; see `verifyAudit`. */
  readonly auditFile?: string;
  /**
   * Most sandboxes at a time.
   *
   * @default {4}
   */
  readonly maxSandboxes?: number;
  /**
   * How long an idle sandbox stays warm, in milliseconds.
   *
   * @default {60_000}
   */
  readonly idleMs?: number;
  /**
   * Most memory of a run, in bytes.
   *
   * @default {512 MiB}
   */
  readonly maxMemoryBytes?: number;
  /**
   * Most output of a run, in bytes.
   *
   * @default {8 MiB}
   */
  readonly maxOutputBytes?: number;
}

/** One run's limits, all of them known. */
export interface RunLimits {
  readonly timeoutMs: number;
  readonly budgets: Budgets;
  readonly maxMemoryBytes: number;
  readonly maxOutputBytes: number;
  readonly maxResultBytes: number;
  readonly onProgress: (progress: Progress) => void;
  readonly artifactsDir: string | undefined;
  readonly signal: AbortSignal | undefined;
}

const MIB = 1024 * 1024;

const BUDGETS: Budgets = {
  requests: 1_000,
  rows: 10_000_000,
  bytes: 4_096 * MIB,
  writes: 1_000,
};

/** The limits of one run: its own, else the executor's, the template's, the defaults. */
export function limitsOf(
  executor: ExecutorOptions,
  run: RunOptions,
  template?: Template,
): RunLimits {
  return {
    timeoutMs: run.timeoutMs ?? executor.timeoutMs ?? template?.timeoutMs ??
      60_000,
    budgets: { ...BUDGETS, ...executor.budgets, ...run.budgets },
    maxMemoryBytes: executor.maxMemoryBytes ?? 512 * MIB,
    maxOutputBytes: executor.maxOutputBytes ?? 8 * MIB,
    maxResultBytes: 64 * MIB,
    onProgress: run.onProgress ?? executor.onProgress ?? (() => {}),
    artifactsDir: run.artifactsDir ?? executor.artifactsDir,
    signal: run.signal,
  };
}
