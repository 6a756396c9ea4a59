/**
 * Evaluating flags: `/flags`, `/decide`, and the definitions that SDKs
 * evaluate by themselves.
 *
 * @module
 */

import { z } from "zod";
import {
  evaluateFlags,
  type FlagAnswer,
  type FlagDefinition,
  flagDefinitions,
  flagsResponse,
  type FlagSubject,
  isPropertyOnly,
  type Json,
  legacyFlagsResponse,
  type Properties,
  type PropertyGroup,
} from "../flags/mod.ts";
import { ApiError } from "../http/api_error.ts";
import type { Call, Route } from "../http/route.ts";
import { readBody } from "../ingest/body.ts";
import { CaptureError } from "../ingest/capture_error.ts";
import type { Services } from "../services.ts";
import { quoted } from "../store/sql_text.ts";
import { flagDefinitionsOf } from "./feature_flags.ts";

const LARGEST_BODY = 2 * 1024 * 1024;

const properties = z.record(z.string(), z.unknown()).nullish();

/** "PostHog API, flags"; `$` variants of names are older. */
const Sent = z.looseObject({
  token: z.string().nullish(),
  api_key: z.string().nullish(),
  distinct_id: z.coerce.string().nullish(),
  $anon_distinct_id: z.string().nullish(),
  $device_id: z.string().nullish(),
  groups: z.record(z.string(), z.coerce.string()).nullish(),
  person_properties: properties,
  group_properties: z.record(z.string(), z.record(z.string(), z.unknown()))
    .nullish(),
  flag_keys: z.array(z.string()).nullish(),
  flag_keys_to_evaluate: z.array(z.string()).nullish(),
  evaluation_contexts: z.array(z.string()).nullish(),
  disable_flags: z.boolean().nullish(),
});

type FlagRequest = z.infer<typeof Sent>;

/**
 * The routes that evaluate flags.
 */
export function flagRoutes(services: Services): Route[] {
  const evaluating = (path: string): Route => ({
    method: "POST",
    path,
    isPublic: true,
    handle: (call) => answer(call, services),
  });
  const definitions = (path: string): Route => ({
    method: "GET",
    path,
    handle: (call) => Promise.resolve(downloadable(call, services)),
  });
  return [
    evaluating("/flags/"),
    evaluating("/decide/"),
    definitions("/flags/definitions/"),
    definitions("/api/feature_flag/local_evaluation/"),
    definitions("/api/projects/:project/feature_flags/local_evaluation/"),
    {
      method: "GET",
      path: "/api/projects/:project/feature_flags/evaluation_reasons/",
      handle: (call) => reasons(call, services),
    },
  ];
}

async function answer(call: Call, services: Services): Promise<Response> {
  try {
    const text = await readBody(call.request, LARGEST_BODY);
    const request = parse(text);
    checkToken(request, services);
    const { flags, answers } = await evaluate(request, services);
    const stamp = { requestId: crypto.randomUUID(), now: services.now() };
    const isNew = Number(call.url.searchParams.get("v") ?? 1) >= 2 &&
      !call.url.pathname.startsWith("/decide");
    return Response.json(
      isNew
        ? flagsResponse(flags, answers, stamp)
        : legacyFlagsResponse(flags, answers, stamp),
    );
  } catch (error) {
    if (error instanceof CaptureError) return error.toResponse();
    throw error;
  }
}

function parse(text: string): FlagRequest {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new CaptureError(400, "failed to decode request: invalid JSON");
  }
  const parsed = Sent.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CaptureError(
    400,
    `failed to decode request: ${issue?.path.join(".")}: ${issue?.message}`,
  );
}

function checkToken(request: FlagRequest, { store }: Services): void {
  const token = request.token ?? request.api_key ?? request["$token"];
  if (token === undefined || token === null || token === "") {
    throw new CaptureError(401, "No API token provided");
  }
  if (token !== store.identity.projectApiKey) {
    throw new CaptureError(
      401,
      "The provided API key is invalid or has expired",
    );
  }
  if ((request.distinct_id ?? request["$distinct_id"]) === undefined) {
    throw new CaptureError(
      400,
      "The distinct_id field is missing from the request",
    );
  }
}

async function evaluate(
  request: FlagRequest,
  services: Services,
): Promise<{ flags: FlagDefinition[]; answers: Map<string, FlagAnswer> }> {
  const all = request.disable_flags ? [] : flagDefinitionsOf(services);
  const wanted = request.flag_keys ?? request.flag_keys_to_evaluate;
  const answers = evaluateFlags(all, await subjectOf(request, services), {
    now: services.now(),
    groupTypes: groupTypesOf(services),
    cohorts: propertyCohorts(services),
  });
  const flags = all.filter(({ key }) => !wanted || wanted.includes(key));
  const keys = new Set(flags.map(({ key }) => key));
  return {
    flags,
    answers: new Map([...answers].filter(([key]) => keys.has(key))),
  };
}

/** What is stored about a person, overridden by what was sent. */
async function subjectOf(
  request: FlagRequest,
  services: Services,
): Promise<FlagSubject> {
  const distinctId = String(request.distinct_id ?? request["$distinct_id"]);
  const groups = request.groups ?? {};
  const person = await storedPerson(distinctId, services);
  return {
    distinctId: distinctId.slice(0, 200),
    anonymousId: request.$anon_distinct_id ?? undefined,
    deviceId: request.$device_id ?? undefined,
    personProperties: {
      ...person.properties,
      ...request.person_properties,
    } as Properties,
    groups,
    groupProperties: await groupProperties(groups, request, services),
    cohortIds: new Set(person.cohortIds),
  };
}

async function storedPerson(
  distinctId: string,
  { store }: Services,
): Promise<{ properties: Record<string, Json>; cohortIds: number[] }> {
  const id = `(SELECT person_id FROM posthog.person_distinct_id FINAL ` +
    `WHERE distinct_id = ${quoted(distinctId)} LIMIT 1)`;
  const [people, cohorts] = await Promise.all([
    store.engine.rows<{ properties: string }>(
      `SELECT properties FROM posthog.person FINAL WHERE id = ${id} AND is_deleted = 0`,
    ),
    store.engine.rows<{ cohort_id: number; version: number }>(
      "SELECT cohort_id, max(version) AS version FROM posthog.cohort_person " +
        `WHERE person_id = ${id} GROUP BY cohort_id`,
    ),
  ]);
  const current = cohorts.filter(({ cohort_id, version }) =>
    store.entities.get("cohort", cohort_id)?.["version"] === version
  );
  return {
    properties: JSON.parse(people[0]?.properties ?? "{}"),
    cohortIds: current.map(({ cohort_id }) => cohort_id),
  };
}

async function groupProperties(
  groups: Readonly<Record<string, string>>,
  request: FlagRequest,
  { store }: Services,
): Promise<Record<string, Properties>> {
  const wanted = Object.entries(groups).flatMap(([type, key]) => {
    const index = store.groups.types.indexOf(type);
    return index < 0 ? [] : [{ type, key, index }];
  });
  const found: Record<string, Properties> = {
    ...request.group_properties,
  } as Record<string, Properties>;
  for (const { type, key, index } of wanted) {
    const [row] = await store.engine.rows<{ properties: string }>(
      "SELECT properties FROM posthog.group_row FINAL " +
        `WHERE index = ${index} AND key = ${quoted(key)}`,
    );
    found[type] = { ...JSON.parse(row?.properties ?? "{}"), ...found[type] };
  }
  return found;
}

function groupTypesOf({ store }: Services): Record<string, string> {
  return Object.fromEntries(
    store.groups.types.map((type, index) => [String(index), type]),
  );
}

/** Cohorts that properties alone decide, by id. */
function propertyCohorts({ store }: Services): Record<string, PropertyGroup> {
  const cohorts = store.entities.list("cohort").flatMap((entity) => {
    const { properties } = (entity["filters"] ?? {}) as {
      properties?: PropertyGroup;
    };
    const decides = properties !== undefined && entity["is_static"] !== true &&
      isPropertyOnly(properties);
    return decides ? [[String(entity.id), properties] as const] : [];
  });
  return Object.fromEntries(cohorts);
}

/** Inactive flags are part of it; an unchanged answer is a 304. */
function downloadable(call: Call, services: Services): Response {
  const body = JSON.stringify(flagDefinitions(flagDefinitionsOf(services), {
    groupTypes: groupTypesOf(services),
    cohorts: propertyCohorts(services),
  }));
  const etag = `W/"${fingerprint(body)}"`;
  if (call.request.headers.get("if-none-match") === etag) {
    return new Response(null, { status: 304, headers: { etag } });
  }
  return new Response(body, {
    headers: { "content-type": "application/json", etag },
  });
}

/** FNV-1a, 32 bits, with the length: enough to notice a change. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return `${text.length}-${(hash >>> 0).toString(16)}`;
}

async function reasons(call: Call, services: Services): Promise<Response> {
  const distinctId = call.url.searchParams.get("distinct_id");
  if (distinctId === null) {
    throw ApiError.validation(
      "This field is required.",
      "distinct_id",
      "required",
    );
  }
  const { answers } = await evaluate({ distinct_id: distinctId }, services);
  return Response.json(Object.fromEntries(
    Array.from(answers, ([key, { value, reason, conditionIndex }]) => [key, {
      value,
      evaluation: { reason, condition_index: conditionIndex },
    }]),
  ));
}
