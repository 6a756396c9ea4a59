/**
 * Clients of the 2025 era over HTTP. Only within a session can a server ask
 * such a client something in return, for example to approve a write.
 *
 * @module
 */

import { WebStandardStreamableHTTPServerTransport as Session } from "@modelcontextprotocol/server";
import type { McpFactory } from "./server.ts";

/** Sessions open at a time; beyond that the one unused for longest ends. */
const MAX_SESSIONS = 100;

/** One server per session, until its client ends it or it must make room. */
export class Sessions {
  readonly #factory: McpFactory;
  /** By id, the one used last at the end. */
  readonly #open = new Map<string, Session>();

  /** @param factory Makes the server of a session. */
  constructor(factory: McpFactory) {
    this.#factory = factory;
  }

  /** Answers a request of a session, or one that begins a session. */
  async fetch(request: Request): Promise<Response> {
    const id = request.headers.get("mcp-session-id");
    if (id === null) return await this.#begin(request);
    const session = this.#open.get(id);
    if (session === undefined) {
      await request.body?.cancel();
      return noSuchSession();
    }
    this.#open.delete(id);
    this.#open.set(id, session);
    return await session.handleRequest(request);
  }

  /** Ends every session. */
  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map((each) => each.close()));
    this.#open.clear();
  }

  async #begin(request: Request): Promise<Response> {
    const session: Session = new Session({
      sessionIdGenerator: () => crypto.randomUUID(),
      onsessioninitialized: (id) => this.#keep(id, session),
      onsessionclosed: (id) => void this.#open.delete(id),
    });
    await this.#factory().connect(session);
    return await session.handleRequest(request);
  }

  async #keep(id: string, session: Session): Promise<void> {
    const [longestUnused] = this.#open;
    if (this.#open.size >= MAX_SESSIONS && longestUnused !== undefined) {
      this.#open.delete(longestUnused[0]);
      await longestUnused[1].close();
    }
    this.#open.set(id, session);
  }
}

/** The status that tells a client to begin anew. */
function noSuchSession(): Response {
  const error = { code: -32001, message: "No such session; begin a new one" };
  return Response.json({ jsonrpc: "2.0", id: null, error }, { status: 404 });
}
