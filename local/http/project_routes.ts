/**
 * Who and what one is asking: project, user, organization, key.
 *
 * @module
 */

import type { Store } from "../store/store.ts";
import { ApiError } from "./api_error.ts";
import type { Route } from "./route.ts";

/** Routes that describe the one project there is. */
export function projectRoutes(store: Store): Route[] {
  const get = (path: string, body: () => unknown): Route => ({
    method: "GET",
    path,
    handle: () => Response.json(body()),
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
    get("/api/users/@me/", () => user(store)),
    get("/api/organizations/", () => page([organization(store)])),
    get("/api/organizations/:organization/", () => organization(store)),
    get(
      "/api/organizations/:organization/projects/",
      () => page([project(store)]),
    ),
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

function project({ identity, groups, definitions }: Store) {
  return {
    id: identity.projectId,
    uuid: identity.projectUuid,
    organization: identity.organizationId,
    name: identity.name,
    product_description: null,
    api_token: identity.projectApiKey,
    created_at: identity.createdAt,
    updated_at: identity.createdAt,
    timezone: identity.timezone,
    week_start_day: null,
    has_group_types: groups.types.length > 0,
    group_types: groups.types.map((type, index) => ({
      group_type: type,
      group_type_index: index,
      name_singular: null,
      name_plural: null,
    })),
    test_account_filters: [],
    test_account_filters_default_checked: false,
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

function organization({ identity }: Store) {
  return {
    id: identity.organizationId,
    name: "Embedded organization",
    slug: "embedded",
    created_at: identity.createdAt,
    membership_level: 15,
    teams: [team(identity)],
    projects: [team(identity)],
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
    team: team(identity),
    organization: own,
    organizations: [{
      id: own.id,
      name: own.name,
      slug: own.slug,
      membership_level: 15,
    }],
  };
}

function team(identity: Store["identity"]) {
  return {
    id: identity.projectId,
    uuid: identity.projectUuid,
    organization: identity.organizationId,
    name: identity.name,
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
