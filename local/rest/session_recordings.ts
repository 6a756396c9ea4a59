/**
 * Session recordings; "PostHog API, session recordings". There are no
 * recordings here; the list shows the sessions that events belong to.
 *
 * @module
 */

import type { Call, Route } from "../http/route.ts";
import { kindContext, orApiError } from "../kinds/answer.ts";
import { spanOf } from "../kinds/context.ts";
import { withinSpan } from "../kinds/date_range.ts";
import { allOf, bind, hogql } from "../kinds/hogql_text.ts";
import { propertyFilters } from "../kinds/property_filter.ts";
import { filterCondition } from "../kinds/property_filter.ts";
import type { Services } from "../services.ts";
import { boundsOf, jsonParameter } from "./page.ts";

/** Version of the list's form. */
const VERSION = 4;

/**
 * The route of the list.
 */
export function recordingRoutes(services: Services): Route[] {
  return [{
    method: "GET",
    path: "/api/projects/:project/session_recordings/",
    handle: (call) => list(call, services),
  }];
}

async function list(call: Call, services: Services): Promise<Response> {
  const { searchParams } = call.url;
  const { limit, offset } = boundsOf(call.url, 1000);
  const context = kindContext(services);
  const person = searchParams.get("person_uuid");
  const rows = await orApiError(async () => {
    const span = await spanOf({
      date_from: searchParams.get("date_from") ?? "-3d",
      date_to: searchParams.get("date_to"),
    }, context);
    const filters = propertyFilters.parse(
      jsonParameter(call, "properties") ?? [],
    );
    const where = allOf([
      withinSpan(span),
      hogql`$session_id IS NOT NULL`,
      ...(person ? [hogql`person_id = ${person}`] : []),
      filterCondition(filters, { table: "events", now: services.now() }),
    ]);
    const answer = await context.query(bind(
      hogql`SELECT $session_id AS session, any(distinct_id), any(person_id),
min(timestamp) AS started, max(timestamp) AS ended,
countIf(event = ${"$autocapture"}), countIf(event = ${"$exception"}),
argMin(properties.$current_url, timestamp)
FROM events WHERE ${where} GROUP BY session
ORDER BY started DESC, session LIMIT ${limit + 1} OFFSET ${offset}`,
    ));
    return answer.rows;
  });
  return Response.json({
    results: rows.slice(0, limit).map((row) => shown(row, services)),
    has_next: rows.length > limit,
    version: VERSION,
  });
}

function shown(row: readonly unknown[], services: Services) {
  const [id, distinctId, person, started, ended, clicks, errors, url] = row;
  const seconds = (Date.parse(String(ended)) - Date.parse(String(started))) /
    1000;
  return {
    id,
    distinct_id: distinctId,
    viewed: false,
    viewers: [],
    recording_duration: Math.round(seconds),
    active_seconds: Math.round(seconds),
    inactive_seconds: 0,
    start_time: started,
    end_time: ended,
    click_count: clicks,
    keypress_count: 0,
    mouse_activity_count: clicks,
    console_log_count: 0,
    console_warn_count: 0,
    console_error_count: errors,
    start_url: url,
    person: { uuid: person, distinct_ids: [distinctId] },
    storage: null,
    snapshot_source: null,
    ongoing: services.now().getTime() - Date.parse(String(ended)) < 300_000,
    activity_score: 0,
  };
}
