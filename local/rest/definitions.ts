/**
 * What events and properties a project has; "PostHog API, event_definitions
 * and property_definitions".
 *
 * @module
 */

import { z } from "zod";
import { ApiError } from "../http/api_error.ts";
import type { Call, Route } from "../http/route.ts";
import type { Services } from "../services.ts";
import type {
  EventDefinition,
  PropertyDefinition,
  PropertyScope,
} from "../store/definitions.ts";
import { isoMoment } from "../store/moment.ts";
import { personIdOf } from "../store/person_id.ts";
import { countedPage, jsonParameter } from "./page.ts";

const names = z.array(z.string());

const scope = z.enum(["event", "person", "group", "session"]);

/**
 * The routes of definitions.
 */
export function definitionRoutes(services: Services): Route[] {
  const events = "/api/projects/:project/event_definitions/";
  return [
    {
      method: "GET",
      path: events,
      handle: (call) => countedPage(call.url, eventList(call, services)),
    },
    {
      method: "GET",
      path: `${events}:id/`,
      handle: ({ params }) => {
        const found = services.store.definitions.events()
          .map((it) => shownEvent(it, services))
          .find(({ id }) => id === params["id"]);
        if (found === undefined) throw ApiError.notFound();
        return Response.json(found);
      },
    },
    {
      method: "GET",
      path: "/api/projects/:project/property_definitions/",
      handle: (call) => countedPage(call.url, propertyList(call, services)),
    },
  ];
}

function eventList({ url }: Call, services: Services): unknown[] {
  const search = url.searchParams.get("search")?.toLowerCase() ?? "";
  return services.store.definitions.events()
    .filter(({ name }) => name.toLowerCase().includes(search))
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((it) => shownEvent(it, services));
}

function shownEvent(
  { name, createdAt, lastSeenAt }: EventDefinition,
  { store }: Services,
) {
  return {
    id: personIdOf(store.identity.projectUuid, `event definition ${name}`),
    name,
    created_at: isoMoment(createdAt),
    last_seen_at: isoMoment(lastSeenAt),
    last_updated_at: isoMoment(lastSeenAt),
    is_action: false,
    is_calculating: false,
    tags: [],
    verified: false,
    hidden: false,
    description: null,
    owner: null,
  };
}

function propertyList(call: Call, services: Services): unknown[] {
  const { searchParams } = call.url;
  const asked = scope.safeParse(searchParams.get("type") ?? "event");
  if (!asked.success) {
    throw ApiError.validation(
      `"${searchParams.get("type")}" is not a valid choice.`,
      "type",
      "invalid_choice",
    );
  }
  const onEvents = listParameter(call, "event_names");
  const seen = onEvents &&
    new Set(
      onEvents.flatMap((
        event,
      ) => [...services.store.definitions.propertiesOf(event)]),
    );
  const onlySeen = searchParams.get("filter_by_event_names") === "true";
  return wanted(call, services, asked.data)
    .filter(({ name }) => !onlySeen || seen === undefined || seen.has(name))
    .map((property) => ({
      ...shownProperty(property, services),
      is_seen_on_filtered_events: seen === undefined
        ? null
        : seen.has(property.name),
    }));
}

function wanted(
  call: Call,
  { store }: Services,
  asked: PropertyScope,
): PropertyDefinition[] {
  const { searchParams } = call.url;
  const group = searchParams.get("group_type_index");
  if (asked === "group" && group === null) {
    throw ApiError.validation(
      "This field is required.",
      "group_type_index",
      "required",
    );
  }
  const search = searchParams.get("search")?.toLowerCase() ?? "";
  const only = searchParams.get("properties")?.split(",");
  const excluded = listParameter(call, "excluded_properties") ?? [];
  const isNumerical = searchParams.get("is_numerical");
  const isFlag = searchParams.get("is_feature_flag");
  return store.definitions.properties(asked)
    .filter(({ name, type, groupIndex }) =>
      name.toLowerCase().includes(search) &&
      (only === undefined || only.includes(name)) &&
      !excluded.includes(name) &&
      (asked !== "group" || groupIndex === Number(group)) &&
      (isNumerical === null || String(type === "Numeric") === isNumerical) &&
      (isFlag === null || String(name.startsWith("$feature/")) === isFlag)
    )
    .sort((a, b) => a.name.localeCompare(b.name));
}

function shownProperty(
  { name, type, scope, groupIndex }: PropertyDefinition,
  { store }: Services,
) {
  const key = `property definition ${scope} ${groupIndex} ${name}`;
  return {
    id: personIdOf(store.identity.projectUuid, key),
    name,
    is_numerical: type === "Numeric",
    property_type: type ?? null,
    tags: [],
    verified: false,
    hidden: false,
    description: null,
  };
}

function listParameter(call: Call, name: string): string[] | undefined {
  const value = jsonParameter(call, name);
  if (value === undefined) return undefined;
  const parsed = names.safeParse(value);
  if (parsed.success) return parsed.data;
  throw ApiError.validation(`${name} must be a list of strings`, name);
}
