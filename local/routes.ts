/**
 * Everything the server answers to, room by room.
 *
 * @module
 */

import type { Route } from "./http/route.ts";
import { captureRoutes } from "./ingest/capture_routes.ts";
import { INSIGHT_KINDS } from "./kinds/kinds.ts";
import { hogqlKind } from "./query/hogql_kind.ts";
import type { QueryKind } from "./query/query_kind.ts";
import { restRoutes } from "./rest/rest.ts";
import type { Services } from "./services.ts";

/** The tables of all rooms but the query endpoint; earlier routes win. */
export function allRoutes(services: Services): Route[] {
  const { store, ingestion, now } = services;
  return [
    ...captureRoutes(store, ingestion, now),
    ...restRoutes(services, QUERY_KINDS),
  ];
}

/** What the query endpoint answers, by `kind`. */
export const QUERY_KINDS: Readonly<Record<string, QueryKind>> = {
  HogQLQuery: hogqlKind,
  ...INSIGHT_KINDS,
};
