/**
 * posthog-driver: answers out of PostHog, by small scripts in sandboxes.
 *
 * @example Who are our power users?
 * ```ts
 * import { PostHogAgentExecutor } from "@posthog-driver/posthog-driver";
 * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
 * import { assert } from "@std/assert";
 *
 * await using posthog = await openEmbeddedPostHog({ demo: true });
 * const { url } = await posthog.serve();
 * await using executor = new PostHogAgentExecutor({
 *   connection: {
 *     apiUrl: url,
 *     projectId: posthog.projectId,
 *     personalApiKey: posthog.personalApiKey,
 *   },
 * });
 * const run = await executor.executeTemplate("identify_power_users", {
 *   key_event: "purchase",
 * });
 * assert(run.success, run.error?.message);
 * ```
 *
 * The rooms have entries of their own with everything else: `/driver`,
 * `/templates`, `/executor`, `/agent` and, not part of this one because it
 * brings ClickHouse, `/local`.
 *
 * @module
 */

// Running
export {
  e2bSandboxes,
  localSandbox,
  PostHogAgentExecutor,
  replay,
} from "./executor/mod.ts";
export type {
  BatchItem,
  BatchOptions,
  Budgets,
  ExecutorOptions,
  PostHogConnection,
  RunEnvelope,
  RunError,
  RunErrorKind,
  RunOptions,
  RunResult,
  SandboxProvider,
  ScriptOptions,
} from "./executor/mod.ts";

// Templates
export {
  defineTemplate,
  ParameterError,
  parameterSchema,
  render,
  TemplateCatalogue,
  TemplateError,
  templates,
} from "./templates/mod.ts";
export type {
  RenderedScript,
  Template,
  TemplateDefinition,
} from "./templates/mod.ts";

// The driver
export {
  assertDriverContract,
  isPostHogError,
  PostHogClient,
  PostHogError,
} from "./driver/mod.ts";
export type {
  Engine,
  Envelope,
  FieldInfo,
  PostHogClientOptions,
  QueryOptions,
  QueryResult,
} from "./driver/mod.ts";

// Tools for models
export { Toolkit } from "./agent/mod.ts";
export type { Approve, Plan, ToolkitOptions } from "./agent/mod.ts";
