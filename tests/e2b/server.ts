/**
 * A server that speaks E2B's wire protocol to the official SDK: control
 * plane and envd on one origin, real processes, real files. For tests,
 * benchmarks and demonstrations; it isolates nothing.
 *
 * @module
 */

import { ZodError } from "zod";
import { ApiFault } from "./server/api_fault.ts";
import type { Box } from "./server/box.ts";
import { Builds } from "./server/builds.ts";
import { ConnectFault } from "./server/connect_wire.ts";
import { download, filesystemCall, upload } from "./server/envd_files.ts";
import { processCall, processStream } from "./server/envd_processes.ts";
import { type Fault, Faults } from "./server/faults.ts";
import { type BuiltTemplate, Fleet } from "./server/fleet.ts";
import { sandboxApi, type SandboxApiContext } from "./server/sandbox_api.ts";
import { Secrets } from "./server/secrets.ts";
import { isSigned } from "./server/signature.ts";

export type { Fault, FaultEffect } from "./server/faults.ts";
export type { Box } from "./server/box.ts";
export type { TemplateBuild } from "./server/builds.ts";

/** What a server is started with. */
export interface E2BServerOptions {
  /** The key it accepts. */
  readonly apiKey?: string;
  /** Whether the team has network transform rules. */
  readonly rules?: boolean;
  /** Whether the team has secrets. */
  readonly secrets?: boolean;
  /** Version of envd in every template. */
  readonly envdVersion?: string;
  /** Directory of the `node` its sandboxes find first, such as E2B's 20.9.0. */
  readonly nodeDirectory?: string;
  /** Overrides how often keepalives are sent, in milliseconds. */
  readonly keepaliveMs?: number;
}

/** One request, without any of its credentials. */
export interface LoggedRequest {
  /** `METHOD /path`, without the query. */
  readonly line: string;
  /** The sandbox it was for. */
  readonly sandboxId: string | undefined;
  /** HTTP status of the answer. */
  readonly status: number;
}

const TEMPLATES: readonly string[] = ["base", "code-interpreter-v1"];

/** A running server. */
export class E2BServer implements AsyncDisposable {
  /** Every request so far. */
  readonly requests: LoggedRequest[] = [];
  /** All sandboxes, and the limits of the account. */
  readonly fleet: Fleet;
  /** Custom templates. */
  readonly builds: Builds;
  /** Named values. */
  readonly secrets: Secrets = new Secrets();
  /** The key it accepts. */
  readonly apiKey: string;
  readonly #faults: Faults;
  readonly #options: E2BServerOptions;
  readonly #directory: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #closed: PromiseWithResolvers<void> = Promise.withResolvers();

  private constructor(directory: string, options: E2BServerOptions) {
    this.#directory = directory;
    this.#options = options;
    this.apiKey = options.apiKey ?? "e2b_test_key";
    this.fleet = new Fleet(directory, options.nodeDirectory);
    this.builds = new Builds(directory);
    this.#faults = new Faults(this.#closed.promise);
    this.#server = Deno.serve({
      hostname: "127.0.0.1",
      port: 0,
      onListen: () => {},
    }, (request) => this.#serve(request));
  }

  /** Starts one on a free loopback port. */
  static async start(options: E2BServerOptions = {}): Promise<E2BServer> {
    const directory = await Deno.makeTempDir({ prefix: "e2b_" });
    return new E2BServer(directory, options);
  }

  /** Origin of both the API and envd. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** What the SDK needs to come here. */
  get connection(): {
    readonly apiKey: string;
    readonly apiUrl: string;
    readonly sandboxUrl: string;
  } {
    return { apiKey: this.apiKey, apiUrl: this.url, sandboxUrl: this.url };
  }

  /** Running and paused sandboxes. */
  get boxes(): Box[] {
    return this.fleet.all();
  }

  /** Puts a fault in store. */
  fault(fault: Fault): void {
    this.#faults.add(fault);
  }

  /** Forgets faults that have not struck. */
  clearFaults(): void {
    this.#faults.clear();
  }

  /** The lines of all requests since the last call, which starts anew. */
  takeLines(): string[] {
    return this.requests.splice(0).map(({ line }) => line);
  }

  /** Ends all sandboxes and the server. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.resolve();
    await this.fleet.close();
    await this.#server.shutdown();
    await Deno.remove(this.#directory, { recursive: true });
  }

  async #serve(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname;
    const line = `${request.method} ${path}`;
    const sandboxId = request.headers.get("e2b-sandbox-id") ?? undefined;
    const response = await this.#faults.around(
      line,
      request,
      () => this.#route(request, path).catch(problem),
    );
    this.requests.push({ line, sandboxId, status: response.status });
    return response;
  }

  async #route(request: Request, path: string): Promise<Response> {
    if (path.startsWith("/upload/")) {
      return await this.builds.handle(request, path);
    }
    const area = /^(?:\/v\d)?\/(sandboxes|templates|secrets)(?:\/|$)/.exec(
      path,
    );
    if (area === null) return await this.#envd(request, path);
    if (request.headers.get("x-api-key") !== this.apiKey) {
      throw new ApiFault(401, "Invalid API key");
    }
    if (area[1] === "templates") return await this.builds.handle(request, path);
    if (area[1] === "secrets") return await this.#secrets(request, path);
    return await sandboxApi(this.#context(), request, path);
  }

  async #secrets(request: Request, path: string): Promise<Response> {
    if (this.#options.secrets === false) {
      throw new ApiFault(403, "Secrets are not available for your team.");
    }
    return await this.secrets.handle(request, path);
  }

  #context(): SandboxApiContext {
    return {
      fleet: this.fleet,
      rulesAvailable: this.#options.rules ?? true,
      envdVersion: this.#options.envdVersion ?? "0.6.13",
      template: (name) => this.#template(name),
    };
  }

  #template(name: string): BuiltTemplate | undefined {
    if (TEMPLATES.includes(name)) return { id: name };
    return this.builds.find(name);
  }

  async #envd(request: Request, path: string): Promise<Response> {
    const box = await this.#boxOf(request, path);
    if (box?.state !== "running") {
      const sandboxId = request.headers.get("e2b-sandbox-id") ?? "";
      const message = "The sandbox was not found";
      return Response.json({ sandboxId, message, code: 502 }, { status: 502 });
    }
    if (path === "/health") return new Response(null, { status: 204 });
    if (!await isAllowed(request, box)) throw new ApiFault(401, "unauthorized");
    if (path === "/files") {
      const answer = request.method === "GET" ? download : upload;
      return await answer(box, request);
    }
    if (path === "/envs") return Response.json(box.options.envVars);
    return await this.#rpc(box, request, path);
  }

  async #rpc(box: Box, request: Request, path: string): Promise<Response> {
    const method = path.slice(path.lastIndexOf("/") + 1);
    if (path.startsWith("/filesystem.Filesystem/")) {
      return await filesystemCall(box, method, await request.json());
    }
    if (!path.startsWith("/process.Process/")) {
      throw new ApiFault(404, `no such endpoint: ${path}`);
    }
    if (method !== "Start" && method !== "Connect") {
      return await processCall(box, method, await request.json());
    }
    const { keepaliveMs } = this.#options;
    return await processStream(box, method, request, { keepaliveMs });
  }

  /** A signed URL carries no id: it is the signature that tells. */
  async #boxOf(request: Request, path: string): Promise<Box | undefined> {
    const id = request.headers.get("e2b-sandbox-id");
    if (id !== null) return this.fleet.get(id);
    if (path !== "/files") return undefined;
    for (const box of this.boxes) {
      if (await isSigned(request, box.accessToken)) return box;
    }
    return undefined;
  }
}

async function isAllowed(request: Request, box: Box): Promise<boolean> {
  if (request.headers.get("x-access-token") === box.accessToken) return true;
  return new URL(request.url).pathname === "/files" &&
    await isSigned(request, box.accessToken);
}

function problem(error: unknown): Response {
  if (error instanceof ApiFault || error instanceof ConnectFault) {
    return error.toResponse();
  }
  if (error instanceof ZodError || error instanceof SyntaxError) {
    return new ApiFault(400, error.message).toResponse();
  }
  const message = error instanceof Error ? error.message : String(error);
  return new ApiFault(500, message).toResponse();
}
