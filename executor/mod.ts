/**
 * The executor: runs scripts in sandboxes and brings their results back.
 *
 * @module
 */

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
