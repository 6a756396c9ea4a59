/**
 * What a project has made of its data: insights, experiments, annotations,
 * definitions, recordings, issues, surveys.
 *
 * @module
 */

import {
  type Experiment,
  type ExperimentResults,
  getExperimentResults,
  getExperiments,
  type GetExperimentsOptions,
} from "../experiments.ts";
import {
  createInsight,
  type CreateInsightOptions,
  getInsights,
  type GetInsightsOptions,
  type Insight,
} from "../insights.ts";
import type { Listing } from "../listing.ts";
import {
  createAnnotation,
  type CreateAnnotationOptions,
  getErrorTrackingIssues,
  type GetErrorTrackingIssuesOptions,
  getObjects,
  getPropertyDefinitions,
  type GetPropertyDefinitionsOptions,
  getSessionRecordings,
  type GetSessionRecordingsOptions,
  type ProjectObject,
  type SearchOptions,
} from "../project_objects.ts";
import { AudienceClient } from "./audience_client.ts";
import { connectionOf } from "./base_client.ts";

/**
 * Everything a project keeps beside its events.
 *
 * @example
 * ```ts
 * import { PostHogClient, ProjectClient } from "@posthog-driver/posthog-driver/driver";
 * import { assertInstanceOf } from "@std/assert";
 *
 * assertInstanceOf(new PostHogClient({}), ProjectClient);
 * ```
 */
export abstract class ProjectClient extends AudienceClient {
  /**
   * Lists insights.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assert } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog();
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const { rows } = await client.getInsights({ type: "FUNNELS" });
   * assert(Array.isArray(rows));
   * ```
   */
  getInsights(
    options: GetInsightsOptions = {},
  ): Promise<Listing<Insight>> {
    return getInsights(connectionOf(this), options);
  }

  /**
   * Saves an insight: a query node, or one of the six old insight types with
   * its filters, which are translated because PostHog no longer takes them.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assertEquals } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog();
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const insight = await client.createInsight({
   *   name: "Purchases",
   *   type: "TRENDS",
   *   filters: { events: [{ id: "purchase" }], date_from: "-30d" },
   * });
   * assertEquals(insight.name, "Purchases");
   * ```
   */
  createInsight(options: CreateInsightOptions): Promise<Insight> {
    return createInsight(connectionOf(this), options);
  }

  /**
   * Lists experiments; {@linkcode getExperimentResults} computes one.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assert } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog();
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const { rows } = await client.getExperiments({ status: "running" });
   * assert(Array.isArray(rows));
   * ```
   */
  getExperiments(
    options: GetExperimentsOptions = {},
  ): Promise<Listing<Experiment>> {
    return getExperiments(connectionOf(this), options);
  }

  /**
   * Computes an experiment: its exposures, and every metric with PostHog's own
   * statistics.
   *
   * @throws {ValidationError} When it was never launched.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assert } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog({ demo: { people: 200 } });
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const { rows: [experiment] } = await client.getExperiments();
   * if (experiment?.start_date) {
   *   const { metrics } = await client.getExperimentResults(experiment.id);
   *   assert(metrics.every(({ role }) => role === "primary" || role === "secondary"));
   * }
   * ```
   */
  getExperimentResults(
    id: number,
    options: { signal?: AbortSignal } = {},
  ): Promise<ExperimentResults> {
    return getExperimentResults(connectionOf(this), id, options);
  }

  /**
   * Lists annotations.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assert } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog();
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const { rows } = await client.getAnnotations();
   * assert(Array.isArray(rows));
   * ```
   */
  getAnnotations(
    options: SearchOptions = {},
  ): Promise<Listing<ProjectObject>> {
    return getObjects(connectionOf(this), "annotations", options);
  }

  /**
   * Leaves a remark at a point in time.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assertEquals } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog();
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const { content } = await client.createAnnotation({
   *   content: "Release 2.0",
   *   dateMarker: "2026-01-31T12:00:00Z",
   * });
   * assertEquals(content, "Release 2.0");
   * ```
   */
  createAnnotation(
    options: CreateAnnotationOptions,
  ): Promise<ProjectObject> {
    return createAnnotation(connectionOf(this), options);
  }

  /**
   * Lists the events that the project knows.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assert } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog({ demo: { people: 200 } });
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const { rows } = await client.getEventDefinitions({ search: "purchase" });
   * assert(rows.length > 0);
   * ```
   */
  getEventDefinitions(
    options: SearchOptions = {},
  ): Promise<Listing<ProjectObject>> {
    return getObjects(connectionOf(this), "event_definitions", options);
  }

  /**
   * Lists the properties that the project knows, with their types.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assert } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog({ demo: { people: 200 } });
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const { rows } = await client.getPropertyDefinitions({ type: "person" });
   * assert(rows.length > 0);
   * ```
   */
  getPropertyDefinitions(
    options: GetPropertyDefinitionsOptions = {},
  ): Promise<Listing<ProjectObject>> {
    return getPropertyDefinitions(connectionOf(this), options);
  }

  /**
   * Lists session recordings, newest first.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assertEquals } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog({ demo: { people: 200 } });
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const { rows } = await client.getSessionRecordings({ after: "-7d", limit: 5 });
   * assertEquals(rows.length, 5);
   * ```
   */
  getSessionRecordings(
    options: GetSessionRecordingsOptions = {},
  ): Promise<Listing<ProjectObject>> {
    return getSessionRecordings(connectionOf(this), options);
  }

  /**
   * Lists error-tracking issues, the most frequent first.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assert } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog({ demo: { people: 200 } });
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const { rows } = await client.getErrorTrackingIssues({ after: "-30d", limit: 5 });
   * assert(rows.length > 0);
   * ```
   */
  getErrorTrackingIssues(
    options: GetErrorTrackingIssuesOptions = {},
  ): Promise<Listing<ProjectObject>> {
    return getErrorTrackingIssues(connectionOf(this), options);
  }

  /**
   * Lists surveys.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assertEquals } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog();
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * await client.api("surveys", {
   *   method: "POST",
   *   body: { name: "How was it?", type: "api" },
   * });
   * const { rows } = await client.getSurveys({ limit: 10 });
   * assertEquals(rows.map(({ name }) => name), ["How was it?"]);
   * ```
   */
  getSurveys(
    options: SearchOptions = {},
  ): Promise<Listing<ProjectObject>> {
    return getObjects(connectionOf(this), "surveys", options);
  }
}
