/**
 * A resource of the REST API whose objects are entities: list, create, read,
 * change; deleting is a change, too.
 *
 * @module
 */

import { z } from "zod";
import { ApiError } from "../http/api_error.ts";
import { bodyOf, type Call, type Route } from "../http/route.ts";
import type { Services } from "../services.ts";
import type { Entity } from "../store/entities.ts";
import { countedPage } from "./page.ts";

/** Fields that a client sent and that the resource has. */
export type SentFields = Readonly<Record<string, unknown>>;

/** What makes a resource. */
export interface Resource {
  /** Kind of its entities. */
  readonly kind: string;
  /** Where it is, below the project: `cohorts`. */
  readonly path: string;
  /** The fields one may send; those that must be sent are not optional. */
  readonly fields: z.ZodObject;
  /** Fields in which `search` looks. */
  readonly searchIn: readonly string[];
  /** What a new object has beside what was sent. */
  readonly initial: Readonly<Record<string, unknown>>;
  /** Whether DELETE works; else it is a 405, and `deleted: true` deletes. */
  readonly isDeletable?: boolean;
  /** A uuid instead of a number as id. */
  readonly hasUuid?: boolean;
  /** Whether an object passes the parameters of a list. */
  readonly passes?: (entity: Entity, parameters: URLSearchParams) => boolean;
  /** Checks a new or changed object and completes it. */
  readonly prepare?: (
    entity: Entity,
    services: Services,
    before: Entity | undefined,
  ) => Entity | Promise<Entity>;
  /** What happens once it is stored. */
  readonly stored?: (entity: Entity, services: Services) => Promise<Entity>;
  /** The object as the API shows it. */
  readonly show?: (
    entity: Entity,
    services: Services,
    call: Call,
  ) => unknown | Promise<unknown>;
  /** Another way to name an object in an address. */
  readonly find?: (key: string, services: Services) => Entity | undefined;
}

/**
 * The routes of a resource.
 */
export function resourceRoutes(
  resource: Resource,
  services: Services,
): Route[] {
  const list = `/api/projects/:project/${resource.path}/`;
  const one = `${list}:id/`;
  const show = (entity: Entity, call: Call) =>
    resource.show?.(entity, services, call) ?? entity;
  return [
    {
      method: "GET",
      path: list,
      handle: async (call) => {
        const shown = listed(resource, services, call.url.searchParams)
          .map((entity) => show(entity, call));
        return countedPage(call.url, await Promise.all(shown));
      },
    },
    {
      method: "POST",
      path: list,
      handle: async (call) => {
        const entity = await create(resource, services, call);
        return Response.json(await show(entity, call), { status: 201 });
      },
    },
    {
      method: "GET",
      path: one,
      handle: async (call) =>
        Response.json(await show(existing(resource, services, call), call)),
    },
    {
      method: "PATCH",
      path: one,
      handle: async (call) => {
        const entity = await change(resource, services, call);
        return Response.json(await show(entity, call));
      },
    },
    {
      method: "DELETE",
      path: one,
      handle: async (call) => {
        if (!resource.isDeletable) throw ApiError.methodNotAllowed("DELETE");
        const entity = existing(resource, services, call);
        await services.store.entities.put(resource.kind, {
          ...entity,
          deleted: true,
        });
        return new Response(null, { status: 204 });
      },
    },
  ];
}

/**
 * The object that an address names.
 *
 * @throws {ApiError} 404 where there is none
 */
export function existing(
  resource: Pick<Resource, "kind" | "find">,
  services: Services,
  call: Pick<Call, "params">,
): Entity {
  const entity = named(resource, services, call);
  if (entity.deleted === true) throw ApiError.notFound();
  return entity;
}

/** The same, deleted or not. */
function named(
  { kind, find }: Pick<Resource, "kind" | "find">,
  services: Services,
  { params }: Pick<Call, "params">,
): Entity {
  const key = params["id"] ?? "";
  const entity = services.store.entities.get(kind, key) ??
    find?.(key, services);
  if (entity === undefined) throw ApiError.notFound();
  return entity;
}

/**
 * Creates an object as a POST would, for demo data and other resources.
 *
 * @throws {ApiError} 400 where the resource refuses it
 */
export async function createEntity(
  resource: Resource,
  services: Services,
  sent: SentFields,
): Promise<Entity> {
  const { entities, identity } = services.store;
  const now = services.now().toISOString();
  const draft = {
    ...resource.initial,
    ...sent,
    id: resource.hasUuid ? crypto.randomUUID() : entities.nextId(resource.kind),
    deleted: false,
    created_at: now,
    updated_at: now,
    created_by: {
      id: 1,
      uuid: identity.projectUuid,
      distinct_id: identity.projectUuid,
      first_name: "Local",
      email: "local@localhost",
    },
  };
  const entity = await resource.prepare?.(draft, services, undefined) ?? draft;
  return await put(resource, services, entity, { ...entity, deleted: true });
}

/** Stores an object; where what follows refuses it, it is as it was. */
async function put(
  { kind, stored }: Resource,
  services: Services,
  entity: Entity,
  before: Entity,
): Promise<Entity> {
  const { entities } = services.store;
  await entities.put(kind, entity);
  if (entity.deleted === true) return entity;
  try {
    return await stored?.(entity, services) ?? entity;
  } catch (error) {
    await entities.put(kind, before);
    throw error;
  }
}

async function create(
  resource: Resource,
  services: Services,
  call: Call,
): Promise<Entity> {
  const sent = await bodyOf(call, resource.fields);
  return await createEntity(resource, services, sent);
}

async function change(
  resource: Resource,
  services: Services,
  call: Call,
): Promise<Entity> {
  const before = named(resource, services, call);
  const schema = resource.fields.extend({ deleted: z.boolean() }).partial();
  const sent = await bodyOf(call, schema);
  // What was deleted can be brought back, nothing else.
  if (before.deleted === true && sent["deleted"] !== false) {
    throw ApiError.notFound();
  }
  const draft: Entity = {
    ...before,
    ...definedIn(sent),
    updated_at: services.now().toISOString(),
  };
  const entity = await resource.prepare?.(draft, services, before) ?? draft;
  return await put(resource, services, entity, before);
}

function listed(
  { kind, searchIn, passes }: Resource,
  { store }: Services,
  parameters: URLSearchParams,
): Entity[] {
  const search = parameters.get("search")?.toLowerCase();
  return store.entities.list(kind).filter((entity) =>
    (passes?.(entity, parameters) ?? true) &&
    (!search ||
      searchIn.some((field) =>
        String(entity[field] ?? "").toLowerCase().includes(search)
      ))
  ).reverse();
}

function definedIn(sent: SentFields): SentFields {
  return Object.fromEntries(
    Object.entries(sent).filter(([, value]) => value !== undefined),
  );
}
