/**
 * The templates that come with the toolkit.
 *
 * @module
 */

import { TemplateCatalogue } from "./catalogue.ts";
import { analyzeFunnel } from "./definitions/analyze_funnel.ts";
import { hogqlQuery } from "./definitions/hogql_query.ts";
import { identifyChurnRisk } from "./definitions/identify_churn_risk.ts";
import { identifyPowerUsers } from "./definitions/identify_power_users.ts";

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
  identifyPowerUsers,
  identifyChurnRisk,
  analyzeFunnel,
  hogqlQuery,
]);
