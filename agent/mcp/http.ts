/**
 * MCP over Streamable HTTP, as a function from request to response.
 *
 * @module
 */

import {
  createMcpHandler,
  hostHeaderValidationResponse,
  isLegacyRequest,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  originValidationResponse,
} from "@modelcontextprotocol/server";
import type { McpFactory } from "./server.ts";
import { Sessions } from "./sessions.ts";

/** How an MCP endpoint is guarded. */
export interface McpHttpOptions {
  /** Bearer token a client must send; without it none is asked for. */
  readonly token?: string;
  /** Host names a client may use. @default the names of this machine's loopback */
  readonly allowedHosts?: readonly string[];
}

/** An MCP endpoint. */
export interface McpEndpoint {
  /** Answers a request. */
  fetch(request: Request): Promise<Response>;
  /** Ends open streams. */
  close(): Promise<void>;
}

/**
 * Serves MCP clients of either era. Requests whose Host or Origin is not
 * allowed are refused first: a page in a browser must not reach a server on
 * the person's machine by rebinding a name.
 *
 * @param factory Makes servers, see {@linkcode mcpFactory}.
 * @param options Token and allowed hosts.
 * @returns The endpoint; mount it at any path.
 */
export function mcpEndpoint(
  factory: McpFactory,
  options: McpHttpOptions = {},
): McpEndpoint {
  const hosts = [...options.allowedHosts ?? localhostAllowedHostnames()];
  const origins = [...options.allowedHosts ?? localhostAllowedOrigins()];
  const stateless = createMcpHandler(factory, { legacy: "reject" });
  const sessions = new Sessions(factory);
  return {
    fetch: async (request) =>
      hostHeaderValidationResponse(request, hosts) ??
        originValidationResponse(request, origins) ??
        await unauthorized(request, options.token) ??
        (await isLegacyRequest(request)
          ? await sessions.fetch(request)
          : await stateless.fetch(request)),
    close: async () => {
      await stateless.close();
      await sessions.close();
    },
  };
}

async function unauthorized(
  request: Request,
  token: string | undefined,
): Promise<Response | undefined> {
  if (token === undefined) return undefined;
  const header = request.headers.get("authorization") ?? "";
  const given = /^bearer +(.+)$/i.exec(header)?.[1];
  if (given !== undefined && await sameSecret(given, token)) return undefined;
  await request.body?.cancel();
  return Response.json(
    { error: "Send the token this server was started with as Bearer token" },
    { status: 401, headers: { "www-authenticate": "Bearer" } },
  );
}

/** Compares digests, so that the time taken tells nothing of the secret. */
async function sameSecret(a: string, b: string): Promise<boolean> {
  const [left, right] = await Promise.all([digest(a), digest(b)]);
  return left.every((byte, index) => byte === right[index]);
}

async function digest(text: string): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
