/**
 * Who and what one is asking: project, user, organization, key.
 *
 * @module
 */

import { z } from "zod";
import { ApiError } from "../http/api_error.ts";
import { bodyOf, type Call, type Route } from "../http/route.ts";
import { kindContext } from "../kinds/answer.ts";
import { onEvents } from "../kinds/context.ts";
import { QueryKindError } from "../kinds/kind_error.ts";
import {
  filterCondition,
  propertyFilterList,
  type PropertyFilters,
} from "../kinds/property_filter.ts";
import type { Services } from "../services.ts";
import type { Store } from "../store/store.ts";
import { putTeam, type Team, teamOf } from "../store/team.ts";

/** What can be set here. */
const Settings = z.object({
  name: z.string().min(1).max(200).optional(),
  product_description: z.string().max(1000).nullish(),
  week_start_day: z.union([z.literal(0), z.literal(1)]).nullish(),
  test_account_filters: propertyFilterList.optional(),
  test_account_filters_default_checked: z.boolean().nullish(),
});

/** What PostHog lets one set and that has no effect here. */
const FIXED = [
  "app_urls",
  "modifiers",
  "path_cleaning_filters",
  "session_recording_opt_in",
  "surveys_opt_in",
  "timezone",
] as const;

/**
 * Routes that describe the one project there is, and change its settings.
 */
export function projectRoutes(services: Services): Route[] {
  const { store } = services;
  const get = (path: string, body: () => unknown): Route => ({
    method: "GET",
    path,
    handle: () => Response.json(body()),
  });
  const ofOrganization = (path: string, body: () => unknown): Route => ({
    method: "GET",
    path: `/api/organizations/:organization/${path}`,
    handle: ({ params: { organization } }) => {
      const own = store.identity.organizationId;
      if (organization !== "@current" && organization !== own) {
        throw ApiError.notFound("Organization not found.");
      }
      return Response.json(body());
    },
  });
  const page = (results: readonly unknown[]) => ({
    count: results.length,
    next: null,
    previous: null,
    results,
  });
  return [
    get("/api/projects/", () => page([project(store)])),
    get("/api/projects/:project/", () => project(store)),
    {
      method: "PATCH",
      path: "/api/projects/:project/",
      handle: (call) => changeProject(call, services),
    },
    get("/api/users/@me/", () => user(store)),
    get("/api/organizations/", () => page([organization(store)])),
    ofOrganization("", () => organization(store)),
    ofOrganization("projects/", () => page([project(store)])),
    get("/api/personal_api_keys/@current/", () => personalKey(store)),
    {
      method: "GET",
      path: "/_health/",
      isPublic: true,
      handle: () => new Response("ok"),
    },
    {
      method: "GET",
      path: "/api/users/:user/",
      handle: () => {
        throw ApiError.notFound();
      },
    },
  ];
}

/**
 * Changes what was sent, nothing else. A setting that has no effect here must
 * stay as it is.
 */
async function changeProject(
  call: Call,
  services: Services,
): Promise<Response> {
  const { store, now } = services;
  const sent = await bodyOf(call, z.looseObject(Settings.shape));
  const before: Readonly<Record<string, unknown>> = project(store);
  for (const field of FIXED) {
    const isChanged = sent[field] !== undefined &&
      JSON.stringify(sent[field]) !== JSON.stringify(before[field]);
    if (!isChanged) continue;
    throw ApiError.validation(
      `"${field}" cannot be changed here. What can be: ${
        Object.keys(Settings.shape).join(", ")
      }`,
      field,
    );
  }
  const settings = Settings.parse(sent);
  checkFilters(settings.test_account_filters, services);
  const updated_at = now().toISOString();
  const team = { ...teamOf(store), ...settings, updated_at } as Team;
  await putTeam(store.entities, team);
  return Response.json(project(store));
}

/** Filters that no query could use are refused before they are kept. */
function checkFilters(
  filters: PropertyFilters | undefined,
  services: Services,
): void {
  try {
    filterCondition(filters, onEvents(kindContext(services)));
  } catch (error) {
    if (!(error instanceof QueryKindError)) throw error;
    const { message, code } = error;
    throw ApiError.validation(message, "test_account_filters", code);
  }
}

function project(store: Store) {
  const { identity, groups, definitions } = store;
  const team = teamOf(store);
  return {
    id: identity.projectId,
    uuid: identity.projectUuid,
    organization: identity.organizationId,
    name: team.name,
    product_description: team.product_description,
    api_token: identity.projectApiKey,
    created_at: identity.createdAt,
    updated_at: team["updated_at"],
    timezone: identity.timezone,
    week_start_day: team.week_start_day,
    has_group_types: groups.types.length > 0,
    group_types: groups.types.map((type, index) => ({
      group_type: type,
      group_type_index: index,
      name_singular: null,
      name_plural: null,
    })),
    test_account_filters: team.test_account_filters,
    test_account_filters_default_checked:
      team.test_account_filters_default_checked,
    path_cleaning_filters: [],
    app_urls: [],
    is_demo: false,
    ingested_event: definitions.events().length > 0,
    session_recording_opt_in: false,
    surveys_opt_in: false,
    person_on_events_querying_enabled: true,
    default_modifiers: { personsOnEventsMode: PERSONS_ON_EVENTS },
    modifiers: {},
    effective_membership_level: 15,
  };
}

const PERSONS_ON_EVENTS = "person_id_override_properties_on_events";

function organization(store: Store) {
  const { identity } = store;
  return {
    id: identity.organizationId,
    name: "Embedded organization",
    slug: "embedded",
    created_at: identity.createdAt,
    membership_level: 15,
    teams: [teamSummary(store)],
    projects: [teamSummary(store)],
  };
}

function user(store: Store) {
  const { identity } = store;
  const own = organization(store);
  return {
    uuid: identity.projectUuid,
    distinct_id: identity.projectUuid,
    first_name: "Local",
    last_name: "",
    email: "local@localhost",
    is_email_verified: true,
    date_joined: identity.createdAt,
    is_staff: false,
    has_password: false,
    is_2fa_enabled: false,
    role_at_organization: null,
    team: teamSummary(store),
    organization: own,
    organizations: [{
      id: own.id,
      name: own.name,
      slug: own.slug,
      membership_level: 15,
    }],
  };
}

function teamSummary(store: Store) {
  const { identity } = store;
  return {
    id: identity.projectId,
    uuid: identity.projectUuid,
    organization: identity.organizationId,
    name: teamOf(store).name,
    api_token: identity.projectApiKey,
    timezone: identity.timezone,
    is_demo: false,
  };
}

/** The one key may do everything. */
function personalKey({ identity }: Store) {
  const { personalApiKey } = identity;
  return {
    id: "embedded",
    label: "Embedded PostHog",
    mask_value: `phx_...${personalApiKey.slice(-4)}`,
    scopes: ["*"],
    scoped_teams: [],
    scoped_organizations: [],
    created_at: identity.createdAt,
    last_used_at: null,
    last_rolled_at: null,
    user_id: 1,
  };
}
