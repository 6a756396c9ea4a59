/**
 * The templates that come with the toolkit.
 *
 * @module
 */

import { TemplateCatalogue } from "./catalogue.ts";
import { evaluateFlags } from "./definitions/evaluate_flags.ts";
import { getExperiments } from "./definitions/get_experiments.ts";
import { getInsights } from "./definitions/get_insights.ts";
import { captureBatch } from "./definitions/capture_batch.ts";
import { captureEvent } from "./definitions/capture_event.ts";
import { exportCohort } from "./definitions/export_cohort.ts";
import { exportEvents } from "./definitions/export_events.ts";
import { dataWarehouseExport } from "./definitions/data_warehouse_export.ts";
import { analyzeFunnel } from "./definitions/analyze_funnel.ts";
import { bugInvestigationWithErrorTracking } from "./definitions/bug_investigation_with_error_tracking.ts";
import { cohortComparisonAnalysis } from "./definitions/cohort_comparison_analysis.ts";
import { complexHogqlAnalysis } from "./definitions/complex_hogql_analysis.ts";
import { dataQualityCheck } from "./definitions/data_quality_check.ts";
import { experimentAnalysis } from "./definitions/experiment_analysis.ts";
import { exploreSchema } from "./definitions/explore_schema.ts";
import { featureImpactAnalysis } from "./definitions/feature_impact_analysis.ts";
import { getRecentEvents } from "./definitions/get_recent_events.ts";
import { hogqlQuery } from "./definitions/hogql_query.ts";
import { identifyChurnRisk } from "./definitions/identify_churn_risk.ts";
import { identifyPowerUsers } from "./definitions/identify_power_users.ts";
import { individualUserJourney } from "./definitions/individual_user_journey.ts";
import { lifecycle } from "./definitions/lifecycle.ts";
import { marketingChannelPerformance } from "./definitions/marketing_channel_performance.ts";
import { paths } from "./definitions/paths.ts";
import { powerUserIdentification } from "./definitions/power_user_identification.ts";
import { retention } from "./definitions/retention.ts";
import { trackErrors } from "./definitions/track_errors.ts";
import { trends } from "./definitions/trends.ts";
import { userJourneyFunnelAnalysis } from "./definitions/user_journey_funnel_analysis.ts";
import { webOverview } from "./definitions/web_overview.ts";

/**
 * The templates that come with the toolkit.
 *
 * @example
 * ```ts
 * import { templates } from "@posthog-driver/posthog-driver/templates";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(templates.get("analyze_funnel").chart, "funnel");
 * ```
 */
export const templates: TemplateCatalogue = new TemplateCatalogue([
  trends,
  retention,
  paths,
  lifecycle,
  experimentAnalysis,
  webOverview,
  exploreSchema,
  dataQualityCheck,
  featureImpactAnalysis,
  bugInvestigationWithErrorTracking,
  userJourneyFunnelAnalysis,
  cohortComparisonAnalysis,
  complexHogqlAnalysis,
  marketingChannelPerformance,
  individualUserJourney,
  powerUserIdentification,
  getRecentEvents,
  hogqlQuery,
  identifyPowerUsers,
  identifyChurnRisk,
  analyzeFunnel,
  trackErrors,
  dataWarehouseExport,
  exportEvents,
  exportCohort,
  captureEvent,
  captureBatch,
  getInsights,
  getExperiments,
  evaluateFlags,
]);
