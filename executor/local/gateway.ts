/**
 * The only way out of a local sandbox: a server on the loopback interface
 * that knows the personal key, so that the sandbox need not.
 *
 * @module
 */

import { type Hosts, hostsOf } from "../../driver/hosts.ts";
import type { Budgets, PostHogConnection } from "../sandbox.ts";
import { type Passage, passageOf } from "./passage.ts";

/** What a gateway is made with. */
export interface GatewayOptions {
  /** The one PostHog it leads to. */
  readonly connection: PostHogConnection;
  /** Sends its requests. */
  readonly fetch: typeof fetch;
  /** Answers a process that waits for the order of that name. */
  readonly onWaiting: (name: string) => Promise<Response>;
}

/** Headers that concern one connection, name the sandbox, or another method. */
const HOP_HEADERS: readonly string[] = [
  "authorization",
  "connection",
  "content-length",
  "cookie",
  "forwarded",
  "host",
  "keep-alive",
  "proxy-authorization",
  "te",
  "transfer-encoding",
  "upgrade",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-http-method",
  "x-http-method-override",
  "x-method-override",
];

/** Response headers that no longer hold for a body that was unpacked. */
const BODY_HEADERS: readonly string[] = [
  "connection",
  "content-encoding",
  "content-length",
  "set-cookie",
  "transfer-encoding",
];

const ORDER_PATH = "/-/order/";

const NO_BUDGET: Budgets = { requests: 0, rows: 0, bytes: 0, writes: 0 };

/**
 * Passes requests on to one PostHog and adds the key. Its base URL holds a
 * secret of its own, so that other processes of the machine cannot use it.
 * Outside a run it refuses everything; during a run it lets requests to one
 * project pass and holds the budgets of requests, bytes and writes, which a
 * script cannot get round here.
 */
export class Gateway implements AsyncDisposable {
  readonly #options: GatewayOptions;
  readonly #hosts: Hosts;
  readonly #prefix = `/${crypto.randomUUID()}`;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  #run = new AbortController();
  #budgets = NO_BUDGET;
  #requests = 0;
  #bytes = 0;
  #writes = 0;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#hosts = hostsOf(options.connection.apiUrl);
    this.#server = Deno.serve({
      hostname: "127.0.0.1",
      port: 0,
      onListen: () => {},
      onError: badGateway,
    }, (request) => this.#answer(request));
  }

  /** What a driver in the sandbox takes for PostHog. */
  get url(): string {
    return `http://${this.address}${this.#prefix}`;
  }

  /** Host and port, as a permission names them. */
  get address(): string {
    return `127.0.0.1:${this.#server.addr.port}`;
  }

  /** Opens the way for one run. */
  open(budgets: Budgets): void {
    this.#run = new AbortController();
    this.#budgets = budgets;
    this.#requests = 0;
    this.#bytes = 0;
    this.#writes = 0;
  }

  /** Breaks off what the run still asks, and shuts the way until the next. */
  shut(): void {
    this.#budgets = NO_BUDGET;
    this.#run.abort();
  }

  /** Frees the port. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.shut();
    await this.#server.shutdown();
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    if (!pathname.startsWith(`${this.#prefix}/`)) {
      return refusal(404, "not_found", "This is not PostHog");
    }
    const path = pathname.slice(this.#prefix.length);
    if (path.startsWith(ORDER_PATH)) {
      return await this.#options.onWaiting(path.slice(ORDER_PATH.length));
    }
    const { projectId } = this.#options.connection;
    const passage = passageOf(request.method, path, projectId);
    if (typeof passage === "string") return refusal(403, "refused", passage);
    this.#requests += 1;
    if (this.#requests > this.#budgets.requests) return spent("requests");
    if (this.#bytes > this.#budgets.bytes) return spent("bytes");
    if (passage.isWrite) {
      this.#writes += 1;
      if (this.#writes > this.#budgets.writes) return spent("writes");
    }
    return await this.#pass(request, `${path}${search}`, passage);
  }

  async #pass(
    request: Request,
    target: string,
    { isIngestion }: Passage,
  ): Promise<Response> {
    const headers = new Headers(request.headers);
    for (const name of HOP_HEADERS) headers.delete(name);
    if (!isIngestion) {
      const { personalApiKey } = this.#options.connection;
      headers.set("authorization", `Bearer ${personalApiKey}`);
    }
    const host = isIngestion ? this.#hosts.ingestion : this.#hosts.api;
    const response = await this.#options.fetch(`${host}${target}`, {
      method: request.method,
      headers,
      body: request.body,
      // A redirect could lead the key to another host.
      redirect: "manual",
      signal: this.#run.signal,
    });
    return this.#passBack(response);
  }

  #passBack(response: Response): Response {
    const headers = new Headers(response.headers);
    for (const name of BODY_HEADERS) headers.delete(name);
    const { status, statusText } = response;
    const body = response.body?.pipeThrough(this.#counter()) ?? null;
    return new Response(body, { status, statusText, headers });
  }

  #counter(): TransformStream<Uint8Array, Uint8Array> {
    return new TransformStream({
      transform: (chunk, controller) => {
        // What breaks the budget still passes, so that the frame, which counts
        // the same, can say what happened; what comes after it does not.
        const isSpent = this.#bytes > this.#budgets.bytes;
        this.#bytes += chunk.byteLength;
        if (isSpent) controller.error(new Error("The bytes are spent"));
        else controller.enqueue(chunk);
      },
    });
  }
}

function spent(budget: keyof Budgets): Response {
  return refusal(
    402,
    "budget_exceeded",
    `The run's budget of ${budget} is spent`,
  );
}

/** Tells the driver what it would hear of a PostHog that is down. */
function badGateway(error: unknown): Response {
  const cause = error instanceof Error ? error.message : String(error);
  return refusal(502, "connection_failed", `Cannot reach PostHog: ${cause}`);
}

/** A refusal in the shape of PostHog's own errors. */
function refusal(status: number, code: string, detail: string): Response {
  return Response.json(
    { type: "sandbox_gateway", code, detail, attr: null },
    { status },
  );
}
