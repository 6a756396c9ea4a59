/**
 * Every route of the REST API beside queries and capture.
 *
 * @module
 */

import type { Route } from "../http/route.ts";
import type { QueryKind } from "../query/query_kind.ts";
import type { Services } from "../services.ts";
import { cohortRoutes, COHORTS } from "./cohorts.ts";
import { definitionRoutes } from "./definitions.ts";
import { eventRoutes } from "./events.ts";
import { EXPERIMENTS } from "./experiments.ts";
import { FEATURE_FLAGS } from "./feature_flags.ts";
import { flagRoutes } from "./flag_routes.ts";
import { groupRoutes } from "./groups.ts";
import { insights } from "./insights.ts";
import { personChangeRoutes } from "./person_changes.ts";
import { personRoutes } from "./persons.ts";
import { projectRoutes } from "./project.ts";
import { resourceRoutes } from "./resource.ts";
import { recordingRoutes } from "./session_recordings.ts";
import {
  ACTIONS,
  ANNOTATIONS,
  DASHBOARDS,
  SURVEYS,
} from "./simple_resources.ts";

/**
 * The routes, more exact paths first; insights are answered by these kinds.
 */
export function restRoutes(
  services: Services,
  kinds: Readonly<Record<string, QueryKind>>,
): Route[] {
  const resources = [
    ACTIONS,
    ANNOTATIONS,
    COHORTS,
    DASHBOARDS,
    EXPERIMENTS,
    FEATURE_FLAGS,
    SURVEYS,
    insights(kinds),
  ];
  return [
    ...projectRoutes(services),
    ...flagRoutes(services),
    ...cohortRoutes(services),
    ...definitionRoutes(services),
    ...eventRoutes(services),
    ...personChangeRoutes(services),
    ...personRoutes(services),
    ...groupRoutes(services),
    ...recordingRoutes(services),
    ...resources.flatMap((resource) => resourceRoutes(resource, services)),
  ];
}
