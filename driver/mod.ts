/**
 * The driver: talks to PostHog from any runtime.
 *
 * @example
 * ```ts
 * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
 *
 * const client = PostHogClient.fromEnv({
 *   POSTHOG_PERSONAL_API_KEY: "phx_example",
 *   POSTHOG_PROJECT_ID: "12345",
 * });
 * // const { rows, envelope } = await client.query("SELECT event FROM events LIMIT 10");
 * client.close();
 * ```
 *
 * @module
 */

export { PostHogClient } from "./client.ts";
export { BaseClient } from "./client/base_client.ts";
export { AudienceClient } from "./client/audience_client.ts";
export { EventClient } from "./client/event_client.ts";
export { ProjectClient } from "./client/project_client.ts";
export { QueryClient } from "./client/query_client.ts";

export type { Environment } from "./environment.ts";
export type { PostHogClientOptions } from "./options.ts";

export type { Engine, Envelope } from "./envelope.ts";
export {
  type Column,
  type FileFormat,
  type FileRow,
  type Rows,
  toCSV,
  toJSONL,
  toParquet,
  writeFiles,
  type WriteFilesOptions,
  type WrittenFile,
} from "./formats/mod.ts";

export type { Listing, ListOptions } from "./listing.ts";

export type { QueryOptions, QueryResult } from "./query.ts";
export type { Row } from "./query_answer.ts";
export type { AskOptions, QueryNode, RefreshMode } from "./query_request.ts";
export type { QueryValue, QueryValues } from "./query_values.ts";
export type { QueryProgress } from "./query_poll.ts";
export type { QueryBatchesOptions } from "./query_batches.ts";
export type { NodeResult } from "./query_node.ts";
export type { DayRange, DayRangeOptions } from "./day_range.ts";
export { quoteIdentifier } from "./identifier.ts";
export { isWrite } from "./is_write.ts";

export { assertDriverContract, type Driver } from "./contract.ts";
export type { Capabilities } from "./capabilities.ts";
export type { ApiOptions } from "./any_endpoint.ts";
export type { PathSegment } from "./api_path.ts";
export type { SearchValue } from "./transport.ts";
export type { FieldInfo } from "./field_info.ts";
export type { HealthReport } from "./health.ts";

export type { EventFilter } from "./event_filter.ts";
export type { PostHogEvent } from "./event_row.ts";
export type { GetEventsOptions } from "./events.ts";
export { EventExport, type ExportEventsOptions } from "./export_events.ts";
export type {
  PropertyFilter,
  PropertyFilterValue,
  PropertyOperator,
} from "./property_filter.ts";
export type { TimeInput } from "./time_bound.ts";

export type { ExportedFile, ExportFilesOptions } from "./export_files.ts";

export type { GetPersonsOptions, Person } from "./persons.ts";
export type {
  Cohort,
  CreateCohortOptions,
  GetCohortsOptions,
} from "./cohorts.ts";
export {
  allOf,
  anyOf,
  type CohortFilter,
  did,
  type DidOptions,
  hasProperty,
  inCohort,
  not,
} from "./cohort_filter.ts";
export type {
  EvaluateFlagsOptions,
  FeatureFlag,
  FlagEvaluation,
  FlagEvaluations,
  GetFeatureFlagsOptions,
} from "./flags.ts";
export type {
  CreateInsightOptions,
  GetInsightsOptions,
  Insight,
} from "./insights.ts";
export type { InsightType, LegacyFilters } from "./legacy_insight.ts";
export type {
  Experiment,
  ExperimentMetricResult,
  ExperimentResults,
  GetExperimentsOptions,
} from "./experiments.ts";
export type {
  CreateAnnotationOptions,
  GetErrorTrackingIssuesOptions,
  GetPropertyDefinitionsOptions,
  GetSessionRecordingsOptions,
  ProjectObject,
  SearchOptions,
} from "./project_objects.ts";

export type {
  CaptureOptions,
  CaptureRejection,
  CaptureResult,
} from "./capture.ts";
export type { CaptureEvent } from "./capture_event.ts";

export {
  AuthenticationError,
  ConnectionError,
  FieldNotFoundError,
  ObjectNotFoundError,
  PermissionError,
  QueryError,
  type QueryPosition,
  QuotaError,
  RateLimitError,
  TimeoutError,
  ValidationError,
} from "./errors.ts";
export {
  isPostHogError,
  PostHogError,
  type PostHogErrorFields,
  type PostHogErrorJson,
} from "./posthog_error.ts";

export type {
  EndpointClass,
  RateLimit,
  RateLimits,
  RateLimitStatus,
} from "./rate_limiter.ts";
