/**
 * Every route of the server, room by room.
 *
 * @module
 */

import { projectRoutes } from "./http/project_routes.ts";
import type { Route } from "./http/route.ts";
import { captureRoutes } from "./ingest/capture_routes.ts";
import type { Services } from "./services.ts";

/** The tables of all rooms; earlier routes win. */
export function allRoutes(services: Services): Route[] {
  const { store, ingestion, now } = services;
  return [
    ...captureRoutes(store, ingestion, now),
    ...projectRoutes(store),
  ];
}
