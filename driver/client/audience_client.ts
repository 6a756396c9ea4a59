/**
 * People, and groups of them; flags, and what they say about someone.
 *
 * @module
 */

import {
  type Cohort,
  createCohort,
  type CreateCohortOptions,
  getCohorts,
  type GetCohortsOptions,
} from "../cohorts.ts";
import {
  evaluateFlag,
  evaluateFlags,
  type EvaluateFlagsOptions,
  type FeatureFlag,
  type FlagEvaluation,
  type FlagEvaluations,
  getFeatureFlags,
  type GetFeatureFlagsOptions,
} from "../flags.ts";
import type { Listing } from "../listing.ts";
import { getPersons, type GetPersonsOptions, type Person } from "../persons.ts";
import { connectionOf } from "./base_client.ts";
import { EventClient } from "./event_client.ts";

/**
 * People, cohorts and feature flags.
 *
 * @example
 * ```ts
 * import { AudienceClient, PostHogClient } from "@posthog-driver/posthog-driver/driver";
 * import { assertInstanceOf } from "@std/assert";
 *
 * assertInstanceOf(new PostHogClient({}), AudienceClient);
 * ```
 */
export abstract class AudienceClient extends EventClient {
  /**
   * Lists people.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assertEquals } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog({ demo: { people: 200 } });
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const { rows } = await client.getPersons({ limit: 3 });
   * assertEquals(rows.length, 3);
   * ```
   */
  getPersons(
    options: GetPersonsOptions = {},
  ): Promise<Listing<Person>> {
    return getPersons(connectionOf(this), options);
  }

  /**
   * Lists cohorts.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assert } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog();
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const { rows } = await client.getCohorts({ search: "power" });
   * assert(Array.isArray(rows));
   * ```
   */
  getCohorts(
    options: GetCohortsOptions = {},
  ): Promise<Listing<Cohort>> {
    return getCohorts(connectionOf(this), options);
  }

  /**
   * Creates a cohort; with `waitMs`, waits until its members are computed.
   *
   * @throws {TimeoutError} When that takes longer; the cohort exists then.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { did, PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assertEquals } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog({ demo: { people: 200 } });
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const cohort = await client.createCohort({
   *   name: "Buyers",
   *   filter: did("purchase", { within: "30d", atLeast: 2 }),
   *   waitMs: 10_000,
   * });
   * assertEquals(cohort.is_calculating, false);
   * ```
   */
  createCohort(options: CreateCohortOptions): Promise<Cohort> {
    return createCohort(connectionOf(this), options);
  }

  /**
   * Lists feature flags.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assert } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog();
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const { rows } = await client.getFeatureFlags({ active: true });
   * assert(rows.every((flag) => flag.active));
   * ```
   */
  getFeatureFlags(
    options: GetFeatureFlagsOptions = {},
  ): Promise<Listing<FeatureFlag>> {
    return getFeatureFlags(connectionOf(this), options);
  }

  /**
   * What one flag says about someone.
   *
   * @throws {ObjectNotFoundError} When no active flag has this key.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { ObjectNotFoundError, PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assertRejects } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog();
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * await assertRejects(
   *   () => client.evaluateFlag("no-such-flag", "user-1"),
   *   ObjectNotFoundError,
   * );
   * ```
   */
  evaluateFlag(
    key: string,
    distinctId: string,
    options: EvaluateFlagsOptions = {},
  ): Promise<FlagEvaluation> {
    return evaluateFlag(connectionOf(this), key, distinctId, options);
  }

  /**
   * What all active flags say about someone.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assertEquals } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog();
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const { flags, isPartial } = await client.evaluateFlags("user-1");
   * assertEquals([flags, isPartial], [{}, false]);
   * ```
   */
  evaluateFlags(
    distinctId: string,
    options: EvaluateFlagsOptions = {},
  ): Promise<FlagEvaluations> {
    return evaluateFlags(connectionOf(this), distinctId, options);
  }
}
