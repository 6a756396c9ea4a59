/**
 * What one can do to persons; "PostHog API, persons". Properties are changed
 * by events, as there.
 *
 * @module
 */

import { z } from "zod";
import { ApiError } from "../http/api_error.ts";
import { bodyOf, type Call, type Route } from "../http/route.ts";
import { captured } from "../ingest/event.ts";
import { kindContext } from "../kinds/answer.ts";
import { bind, type Hogql, hogql } from "../kinds/hogql_text.ts";
import type { Services } from "../services.ts";
import { quoted } from "../store/sql_text.ts";

/** So many persons may be named at once. */
const MOST_AT_ONCE = 1000;

const names = z.array(z.string()).max(MOST_AT_ONCE);

const BulkDelete = z.object({
  ids: names.optional(),
  distinct_ids: names.optional(),
  delete_events: z.boolean().optional(),
  keep_person: z.boolean().optional(),
});

/**
 * The routes that change or delete persons.
 *
 * @example
 * ```ts ignore
 * const routes = personChangeRoutes(services);
 * ```
 */
export function personChangeRoutes(services: Services): Route[] {
  const list = "/api/projects/:project/persons/";
  const one = `${list}:id/`;
  return [
    {
      method: "POST",
      path: `${list}bulk_delete/`,
      handle: (call) => deleteMany(call, services),
    },
    {
      method: "DELETE",
      path: one,
      handle: (call) => deleteOne(call, services),
    },
    {
      method: "POST",
      path: `${one}update_property/`,
      handle: async (call) => {
        const { key, value } = await bodyOf(
          call,
          z.object({ key: z.string().min(1), value: z.json() }),
        );
        const properties = { $set: { [key]: value } };
        return await change(call, { event: "$set", properties }, services);
      },
    },
    {
      method: "POST",
      path: `${one}delete_property/`,
      handle: async (call) => {
        const { $unset } = await bodyOf(
          call,
          z.object({ $unset: z.string().optional() }),
        );
        const key = $unset ?? call.url.searchParams.get("$unset");
        if (!key) {
          throw ApiError.validation(
            "This field is required.",
            "$unset",
            "required",
          );
        }
        const event = "$delete_person_property";
        const properties = { $unset: [key] };
        return await change(call, { event, properties }, services);
      },
    },
  ];
}

async function deleteOne(call: Call, services: Services): Promise<Response> {
  const id = call.params["id"] ?? "";
  const found = await peopleWhere(hogql`toString(id) = ${id}`, services);
  if (found.length === 0) throw ApiError.notFound();
  const hasEvents = call.url.searchParams.get("delete_events") === "true";
  await remove(found, { hasEvents, hasPersons: true }, services);
  return new Response(null, { status: 202 });
}

async function deleteMany(call: Call, services: Services): Promise<Response> {
  const { ids, distinct_ids, delete_events, keep_person } = await bodyOf(
    call,
    BulkDelete,
  );
  if (!ids && !distinct_ids) {
    throw ApiError.validation(
      "You need to specify either distinct_ids or ids",
    );
  }
  const found = await peopleWhere(
    ids
      ? hogql`toString(id) IN ${ids}`
      : hogql`id IN (SELECT person_id FROM person_distinct_ids
WHERE distinct_id IN ${distinct_ids})`,
    services,
  );
  const hasPersons = keep_person !== true;
  const hasEvents = delete_events === true;
  await remove(found, { hasEvents, hasPersons }, services);
  return Response.json({
    persons_found: found.length,
    persons_deleted: hasPersons ? found.length : 0,
  }, { status: 202 });
}

async function peopleWhere(
  condition: Hogql,
  services: Services,
): Promise<string[]> {
  const { rows } = await kindContext(services).query(bind(
    hogql`SELECT id FROM persons WHERE ${condition} LIMIT ${MOST_AT_ONCE}`,
  ));
  return rows.map(([id]) => String(id));
}

async function remove(
  ids: readonly string[],
  what: { readonly hasEvents: boolean; readonly hasPersons: boolean },
  { ingestion, store }: Services,
): Promise<void> {
  if (ids.length === 0) return;
  await ingestion.alone(async () => {
    const list = ids.map(quoted).join(", ");
    // After a merge, events are found by their distinct_ids.
    const theirs = "SELECT distinct_id FROM posthog.person_distinct_id FINAL " +
      `WHERE is_deleted = 0 AND person_id IN (${list})`;
    if (what.hasEvents) {
      await store.engine.execute(
        `DELETE FROM posthog.events WHERE distinct_id IN (${theirs})`,
      );
    }
    if (what.hasPersons) await store.persons.remove(ids);
  });
}

async function change(
  { params }: Call,
  sent: {
    readonly event: string;
    readonly properties: Readonly<Record<string, unknown>>;
  },
  services: Services,
): Promise<Response> {
  const { rows } = await kindContext(services).query(bind(
    hogql`SELECT distinct_id FROM person_distinct_ids
WHERE toString(person_id) = ${params["id"]} ORDER BY distinct_id LIMIT 1`,
  ));
  const distinctId = rows[0]?.[0];
  if (distinctId === undefined) throw ApiError.notFound();
  const event = captured(
    { ...sent, distinct_id: distinctId },
    undefined,
    services.now(),
  );
  await services.ingestion.add([event]);
  return new Response(null, { status: 202 });
}
