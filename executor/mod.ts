/**
 * The executor: runs scripts in sandboxes and brings their results back.
 *
 * @module
 */

export type { BatchItem, BatchOptions } from "./batch.ts";
export { connectionFromEnv } from "./connection.ts";
export { PostHogAgentExecutor } from "./executor.ts";
export { localSandbox, type LocalSandboxOptions } from "./local/provider.ts";
export type { ExecutorOptions, RunOptions, ScriptOptions } from "./options.ts";
export type { Progress } from "./output.ts";
export type {
  Artifact,
  ResultOf,
  RunEnvelope,
  RunResult,
  SandboxFacts,
  Usage,
} from "./result.ts";
export type { RunError, RunErrorFacts, RunErrorKind } from "./run_error.ts";
export type {
  Budgets,
  PostHogConnection,
  ProcessExit,
  Sandbox,
  SandboxCommand,
  SandboxFile,
  SandboxProvider,
  SandboxRequest,
} from "./sandbox.ts";
export type { Script } from "./script.ts";
