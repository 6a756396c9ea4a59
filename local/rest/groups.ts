/**
 * Groups and their types; "PostHog API, groups". Lists go by cursor.
 *
 * @module
 */

import { ApiError } from "../http/api_error.ts";
import type { Call, Route } from "../http/route.ts";
import type { Services } from "../services.ts";
import { quoted } from "../store/sql_text.ts";
import { at } from "./page.ts";

const PAGE = 100;

interface GroupRow {
  readonly key: string;
  readonly properties: string;
  readonly created: string;
}

/**
 * The routes of groups.
 */
export function groupRoutes(services: Services): Route[] {
  return [
    {
      method: "GET",
      path: "/api/projects/:project/groups_types/",
      handle: () =>
        Response.json(
          services.store.entities.list("group_type_mapping").map(
            ({ id: _, deleted: __, ...type }) => type,
          ),
        ),
    },
    {
      method: "GET",
      path: "/api/projects/:project/groups/find/",
      handle: async (call) => {
        const key = call.url.searchParams.get("group_key") ?? "";
        const [group] = await groups(call, services, `key = ${quoted(key)}`);
        if (group === undefined) throw ApiError.notFound();
        return Response.json(group);
      },
    },
    {
      method: "GET",
      path: "/api/projects/:project/groups/",
      handle: (call) => page(call, services),
    },
  ];
}

async function page(call: Call, services: Services): Promise<Response> {
  const { searchParams } = call.url;
  const cursor = searchParams.get("cursor") ?? "";
  const search = searchParams.get("search") ?? "";
  const found = await groups(
    call,
    services,
    `key > ${quoted(cursor)} AND (positionCaseInsensitive(key, ${
      quoted(search)
    }) > 0 ` +
      `OR positionCaseInsensitive(properties, ${quoted(search)}) > 0)`,
  );
  const results = found.slice(0, PAGE);
  const last = results.at(-1)?.group_key;
  return Response.json({
    next: found.length > PAGE && last !== undefined
      ? at(call.url, { cursor: last })
      : null,
    previous: null,
    results,
  });
}

async function groups({ url }: Call, { store }: Services, condition: string) {
  const index = Number(url.searchParams.get("group_type_index") ?? Number.NaN);
  if (!Number.isInteger(index)) {
    throw ApiError.validation(
      "This field is required.",
      "group_type_index",
      "required",
    );
  }
  const rows = await store.engine.rows<GroupRow>(
    "SELECT key, properties, toString(toTimeZone(created_at, 'UTC')) AS created " +
      `FROM posthog.group_row FINAL WHERE index = ${index} AND ${condition} ` +
      `ORDER BY key LIMIT ${PAGE + 1}`,
  );
  return rows.map(({ key, properties, created }) => ({
    group_type_index: index,
    group_key: key,
    group_properties: JSON.parse(properties),
    created_at: `${created.replace(" ", "T")}Z`,
  }));
}
