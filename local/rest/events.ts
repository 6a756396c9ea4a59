/**
 * The events list; "PostHog API, events". It walks by timestamp, 1000 events
 * a page at most.
 *
 * @module
 */

import { ApiError } from "../http/api_error.ts";
import type { Call, Route } from "../http/route.ts";
import { kindContext, orApiError } from "../kinds/answer.ts";
import { eventsQuery } from "../kinds/events_query.ts";
import { bind, hogql } from "../kinds/hogql_text.ts";
import type { Services } from "../services.ts";
import { at, boundsOf, jsonParameter } from "./page.ts";

const MOST_EVENTS = 1000;
const MOST_OFFSET = 50_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The routes of events.
 */
export function eventRoutes(services: Services): Route[] {
  const list = "/api/projects/:project/events/";
  return [
    { method: "GET", path: list, handle: (call) => page(call, services) },
    {
      method: "GET",
      path: `${list}values/`,
      handle: (call) => values(call, services),
    },
    {
      method: "GET",
      path: `${list}:id/`,
      handle: (call) => oneEvent(call, services),
    },
  ];
}

async function page(call: Call, services: Services): Promise<Response> {
  const { searchParams } = call.url;
  const { limit, offset } = boundsOf(call.url, MOST_EVENTS);
  if (offset > MOST_OFFSET) {
    throw ApiError.validation(
      `Offset is deprecated. Max supported offset value is ${MOST_OFFSET}`,
    );
  }
  const isAscending = order(call).startsWith("timestamp");
  const distinctId = searchParams.get("distinct_id");
  const answer = await ask(services, {
    select: ["*", "person"],
    event: searchParams.get("event"),
    actionId: Number(searchParams.get("action_id")) || null,
    personId: searchParams.get("person_id"),
    after: searchParams.get("after"),
    before: searchParams.get("before"),
    properties: jsonParameter(call, "properties"),
    where: jsonParameter(call, "where"),
    fixedProperties: distinctId
      ? [{ key: "distinct_id", value: distinctId, type: "event_metadata" }]
      : null,
    orderBy: [isAscending ? "timestamp ASC" : "timestamp DESC", "uuid"],
    limit,
    offset,
  });
  const includePerson = searchParams.get("include_person") === "true";
  const results = answer.rows.map(([event, person]) =>
    shown(event, includePerson ? person : null)
  );
  const last = results.at(-1)?.timestamp;
  const moved = last === undefined ? {} : {
    [isAscending ? "after" : "before"]: String(last),
    offset: 0,
  };
  return Response.json({
    next: answer.hasMore && last !== undefined ? at(call.url, moved) : null,
    results,
  });
}

function order(call: Call): string {
  const asked = jsonParameter(call, "orderBy");
  const [first] = Array.isArray(asked) ? asked : [];
  return String(first ?? "-timestamp");
}

type Fields = Record<string, unknown>;

async function ask(services: Services, node: Fields) {
  const answer = await orApiError(() =>
    eventsQuery({ kind: "EventsQuery", ...node }, kindContext(services))
  );
  return {
    rows: answer.results as [Fields, Fields][],
    hasMore: answer["hasMore"] === true,
  };
}

function shown(event: Fields, person: Fields | null) {
  return {
    id: event["uuid"],
    distinct_id: event["distinct_id"],
    properties: event["properties"],
    event: event["event"],
    timestamp: event["timestamp"],
    person: person && {
      is_identified: true,
      distinct_ids: [person["distinct_id"]],
      properties: person["properties"],
    },
    elements: [],
    elements_chain: event["elements_chain"],
  };
}

async function oneEvent(call: Call, services: Services): Promise<Response> {
  const id = call.params["id"] ?? "";
  if (!UUID.test(id)) throw ApiError.validation("Invalid UUID");
  const { rows } = await ask(services, {
    select: ["*", "person"],
    after: "all",
    fixedProperties: [{ key: "uuid", value: id, type: "event_metadata" }],
    limit: 1,
  });
  const [row] = rows;
  if (row === undefined) throw ApiError.notFound("Event not found.");
  return Response.json(shown(...row));
}

async function values(call: Call, services: Services): Promise<Response> {
  const { searchParams } = call.url;
  const key = searchParams.get("key");
  const events = searchParams.getAll("event_name");
  if (!key) {
    throw ApiError.validation("This field is required.", "key", "required");
  }
  if (events.length === 0 && call.caller?.kind === "personal_api_key") {
    throw ApiError.validation(
      "event_name is required with a personal API key.",
      "event_name",
      "required",
    );
  }
  const part = `%${searchParams.get("value") ?? ""}%`;
  const named = events.length === 0 ? hogql`true` : hogql`event IN ${events}`;
  const { rows } = await kindContext(services).query(bind(
    hogql`SELECT DISTINCT JSONExtractString(properties, ${key}) AS value
FROM events WHERE ${named} AND JSONHas(properties, ${key}) AND value ILIKE ${part}
AND timestamp > now() - toIntervalDay(7) LIMIT 10`,
  ));
  return Response.json(rows.map(([name]) => ({ name })));
}
