/**
 * The executor: runs scripts in sandboxes and brings their results back.
 *
 * @module
 */

export {
  type AuditLine,
  type AuditVerdict,
  readAudit,
  verifyAudit,
} from "./audit/log.ts";
export type { AuditedQuery, AuditRecord } from "./audit/record.ts";
export { type Replay, replay, type ReplayOptions } from "./audit/replay.ts";
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

export {
  buildTemplate,
  type BuildTemplateOptions,
  type BuiltTemplate,
} from "./e2b/build_template.ts";
export { e2bSandboxes } from "./e2b/provider.ts";
export { E2BError, type E2BErrorCode, type E2BErrorInit } from "./e2b/error.ts";
export {
  type E2BConnection,
  e2bConnectionFromEnv,
  type E2BOptions,
} from "./e2b/options.ts";
export { type ReapOptions, reapSandboxes } from "./e2b/reap.ts";
export type { Timing } from "./e2b/timing.ts";
