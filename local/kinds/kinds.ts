/**
 * The kinds of query beside HogQL that the query endpoint answers.
 *
 * @module
 */

import type { QueryKind } from "../query/query_kind.ts";
import { actorsQuery } from "./actors/query.ts";
import { behindEndpoint } from "./answer.ts";
import { errorTrackingQuery } from "./error_tracking.ts";
import { eventsQuery } from "./events_query.ts";
import { experimentQuery } from "./experiments/experiment_query.ts";
import { exposureQuery } from "./experiments/exposure_query.ts";
import { funnelsQuery } from "./funnels/funnels.ts";
import { lifecycleQuery } from "./lifecycle.ts";
import { pathsInsight } from "./paths.ts";
import { retentionQuery } from "./retention/retention.ts";
import { databaseSchemaQuery, hogqlMetadata } from "./schema_query.ts";
import { stickinessQuery } from "./stickiness.ts";
import { eventTaxonomyQuery, teamTaxonomyQuery } from "./taxonomy.ts";
import { trendsQuery } from "./trends/trends.ts";

/** Kinds by PostHog's names. */
export const INSIGHT_KINDS: Readonly<Record<string, QueryKind>> = {
  ActorsQuery: behindEndpoint(actorsQuery),
  DatabaseSchemaQuery: behindEndpoint(databaseSchemaQuery),
  ErrorTrackingQuery: behindEndpoint(errorTrackingQuery),
  EventTaxonomyQuery: behindEndpoint(eventTaxonomyQuery),
  EventsQuery: behindEndpoint(eventsQuery),
  ExperimentExposureQuery: behindEndpoint(exposureQuery),
  ExperimentQuery: behindEndpoint(experimentQuery),
  FunnelsQuery: behindEndpoint(funnelsQuery),
  HogQLMetadata: behindEndpoint(hogqlMetadata),
  LifecycleQuery: behindEndpoint(lifecycleQuery),
  PathsQuery: behindEndpoint(pathsInsight),
  RetentionQuery: behindEndpoint(retentionQuery),
  StickinessQuery: behindEndpoint(stickinessQuery),
  TeamTaxonomyQuery: behindEndpoint(teamTaxonomyQuery),
  TrendsQuery: behindEndpoint(trendsQuery),
};
