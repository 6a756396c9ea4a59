/**
 * The embedded PostHog.
 *
 * @module
 */

export type { DemoOptions, DemoSummary } from "./demo/demo.ts";
export { openEmbeddedPostHog } from "./embedded.ts";
export type { EmbeddedPostHog, EmbeddedPostHogOptions } from "./embedded.ts";
export type { FaultPlan } from "./http/fault.ts";
export type { ServeOptions, Serving } from "./http/serve.ts";
export type { QueryLimits } from "./query/query_endpoint.ts";
export {
  AnotherDirectoryOpenError,
  DataDirectoryInUseError,
} from "./store/lock.ts";
