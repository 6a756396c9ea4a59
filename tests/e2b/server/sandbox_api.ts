/**
 * The control plane's sandbox endpoints.
 *
 * @module
 */

import { z } from "zod";
import { ApiFault } from "./api_fault.ts";
import type { Box } from "./box.ts";
import { type BuiltTemplate, checkLife, type Fleet } from "./fleet.ts";
import { networkConfig, refuseNetwork } from "./network_rules.ts";

const DEFAULT_LIFE_S = 300;
const DEFAULT_LIFE_V1_S = 15;
const PAGE = 100;

const texts = z.record(z.string(), z.string());
const createRequest = z.object({
  templateID: z.string(),
  timeout: z.number().int().optional(),
  metadata: texts.default({}),
  envVars: texts.default({}),
  network: networkConfig.optional(),
  autoPause: z.boolean().default(false),
});
const lifeRequest = z.object({
  timeout: z.number().int().default(DEFAULT_LIFE_S),
});

/** What these endpoints need to know. */
export interface SandboxApiContext {
  /** All sandboxes. */
  readonly fleet: Fleet;
  /** Whether the team has network transform rules. */
  readonly rulesAvailable: boolean;
  /** Version of envd in every template. */
  readonly envdVersion: string;
  /** A template by id or name. */
  readonly template: (name: string) => BuiltTemplate | undefined;
}

/** `/sandboxes` and `/v2/sandboxes`, and below. */
export async function sandboxApi(
  context: SandboxApiContext,
  request: Request,
  path: string,
): Promise<Response> {
  const [, version, id, action] =
    /^(\/v2)?\/sandboxes(?:\/([^/]+))?(?:\/(\w+))?$/.exec(path) ?? [];
  if (id === undefined) {
    if (request.method === "GET") return list(context, request);
    return await create(context, request, version === "/v2");
  }
  switch (`${request.method} ${action ?? ""}`.trim()) {
    case "GET":
      return Response.json(detail(context, context.fleet.require(id)));
    case "DELETE":
      context.fleet.require(id);
      context.fleet.kill(id);
      return new Response(null, { status: 204 });
    case "POST timeout": {
      const { timeout } = lifeRequest.parse(await request.json());
      checkLife(timeout);
      context.fleet.require(id).endIn(timeout);
      return new Response(null, { status: 204 });
    }
    case "POST connect":
    case "POST resume":
      return await connect(context, request, id);
    case "POST pause":
      return pause(context.fleet.require(id));
    case "GET metrics":
      return Response.json([]);
    default:
      throw new ApiFault(404, `no such endpoint: ${request.method} ${path}`);
  }
}

async function create(
  context: SandboxApiContext,
  request: Request,
  isV2: boolean,
): Promise<Response> {
  const body = createRequest.parse(await request.json());
  const template = context.template(body.templateID);
  if (template === undefined) {
    throw new ApiFault(404, `template '${body.templateID}' not found`);
  }
  const reason = body.network && refuseNetwork(body.network, context);
  if (reason !== undefined) throw new ApiFault(400, reason);
  const box = await context.fleet.create(
    template,
    {
      metadata: body.metadata,
      envVars: body.envVars,
      network: body.network,
      onTimeout: body.autoPause ? "pause" : "kill",
    },
    body.timeout ?? (isV2 ? DEFAULT_LIFE_S : DEFAULT_LIFE_V1_S),
  );
  return Response.json(opened(context, box), { status: 201 });
}

async function connect(
  context: SandboxApiContext,
  request: Request,
  id: string,
): Promise<Response> {
  const box = context.fleet.require(id);
  const { timeout } = lifeRequest.parse(await request.json());
  checkLife(timeout);
  const paused = box.state === "paused";
  if (paused) box.resume(timeout);
  else if (Date.now() + timeout * 1000 > box.endAt.getTime()) {
    box.endIn(timeout);
  }
  return Response.json(opened(context, box), { status: paused ? 201 : 200 });
}

function pause(box: Box): Response {
  if (box.state === "paused") {
    throw new ApiFault(409, `sandbox "${box.id}" is already paused`);
  }
  box.pause();
  return new Response(null, { status: 204 });
}

function list(context: SandboxApiContext, request: Request): Response {
  const query = new URL(request.url).searchParams;
  const states = (query.get("state") ?? "running,paused").split(",");
  const wanted = wantedMetadata(query.get("metadata") ?? "");
  const limit = Number(query.get("limit") ?? PAGE);
  const from = Number(query.get("nextToken") ?? 0);
  const matching = context.fleet.all().filter(({ state, options }) =>
    states.includes(state) &&
    wanted.every(([key, value]) => options.metadata[key] === value)
  );
  const page = matching.slice(from, from + limit);
  const headers = new Headers();
  if (from + limit < matching.length) {
    headers.set("X-Next-Token", String(from + limit));
  }
  return Response.json(page.map((box) => listed(context, box)), { headers });
}

/** The value is encoded twice more than a query value usually is. */
function wantedMetadata(query: string): [string, string][] {
  return [...new URLSearchParams(query)].map(([key, value]) => [
    decodeURIComponent(key),
    decodeURIComponent(value),
  ]);
}

function opened({ envdVersion }: SandboxApiContext, box: Box): unknown {
  return {
    sandboxID: box.id,
    templateID: box.options.templateId,
    clientID: "client",
    envdVersion,
    envdAccessToken: box.accessToken,
    domain: null,
    trafficAccessToken: null,
  };
}

function listed({ envdVersion }: SandboxApiContext, box: Box): object {
  return {
    sandboxID: box.id,
    templateID: box.options.templateId,
    clientID: "client",
    startedAt: box.startedAt.toISOString(),
    endAt: box.endAt.toISOString(),
    state: box.state,
    cpuCount: 2,
    memoryMB: 512,
    diskSizeMB: 1024,
    envdVersion,
    metadata: box.options.metadata,
  };
}

function detail(context: SandboxApiContext, box: Box): unknown {
  return {
    ...listed(context, box),
    network: box.options.network,
    lifecycle: { onTimeout: box.options.onTimeout, autoResume: false },
    domain: null,
    envdAccessToken: box.accessToken,
  };
}
