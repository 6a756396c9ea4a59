/**
 * Faults on request: what the edge, the API or the line between may do.
 *
 * @module
 */

import { type ConnectProblem, endFrame } from "./connect_wire.ts";

/** What happens to a request. */
export type FaultEffect =
  /** Another answer. */
  | {
    readonly status: number;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  }
  /** The connection dies without an answer. */
  | { readonly drop: true }
  /** Silence, until the client gives up or the server closes. */
  | { readonly hang: true }
  /** The stream is cut after so many messages; the process lives on. */
  | { readonly cutAfterFrames: number; readonly problem?: ConnectProblem }
  /** Something else happens at that moment; the request is then served. */
  | { readonly act: (sandboxId: string | undefined) => unknown };

/** One fault, and the requests it waits for. */
export interface Fault {
  /** Matched against `METHOD /path`. */
  readonly on: RegExp;
  /** What happens. */
  readonly effect: FaultEffect;
  /** How many requests it hits; 1 when absent. */
  readonly times?: number;
  /** The request is carried out first, then its answer is lost or replaced. */
  readonly afterwards?: boolean;
}

/** The faults a server has in store. */
export class Faults {
  readonly #waiting: { fault: Fault; left: number }[] = [];
  readonly #closed: Promise<void>;

  constructor(closed: Promise<void>) {
    this.#closed = closed;
  }

  /** Adds one. */
  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 });
  }

  /** Forgets all that have not struck. */
  clear(): void {
    this.#waiting.length = 0;
  }

  /** Serves a request, struck by the first fault that waits for it. */
  async around(
    line: string,
    request: Request,
    serve: () => Promise<Response>,
  ): Promise<Response> {
    const entry = this.#waiting.find(({ fault, left }) =>
      left > 0 && fault.on.test(line)
    );
    if (entry === undefined) return await serve();
    entry.left -= 1;
    const { effect, afterwards } = entry.fault;
    if ("act" in effect) {
      return await act(effect.act, request, serve, afterwards);
    }
    if ("cutAfterFrames" in effect) return cut(await serve(), effect);
    if (afterwards) await (await serve()).body?.cancel();
    if ("hang" in effect) return await this.#silence(request);
    if ("drop" in effect) return dropped();
    const { status, headers = {}, body = { code: status, message: "fault" } } =
      effect;
    return Response.json(body, { status, headers });
  }

  async #silence(request: Request): Promise<Response> {
    const gone = new Promise<void>((resolve) =>
      request.signal.addEventListener("abort", () => resolve())
    );
    await Promise.race([gone, this.#closed]);
    return dropped();
  }
}

async function act(
  effect: (sandboxId: string | undefined) => unknown,
  request: Request,
  serve: () => Promise<Response>,
  afterwards = false,
): Promise<Response> {
  const id = request.headers.get("e2b-sandbox-id") ?? undefined;
  if (!afterwards) await effect(id);
  const response = await serve();
  if (afterwards) await effect(id);
  return response;
}

/** An answer whose connection breaks before a byte of the body. */
function dropped(): Response {
  const body = new ReadableStream({
    pull: (controller) =>
      controller.error("E2B test server: connection dropped"),
  });
  return new Response(body, { headers: { "content-length": "1" } });
}

function cut(
  response: Response,
  { cutAfterFrames, problem }: {
    readonly cutAfterFrames: number;
    readonly problem?: ConnectProblem;
  },
): Response {
  const reader = response.body?.getReader();
  if (reader === undefined) return response;
  let left = cutAfterFrames;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (left-- > 0) {
        const { value } = await reader.read();
        return controller.enqueue(value ?? new Uint8Array());
      }
      await reader.cancel();
      if (problem === undefined) {
        return controller.error("E2B test server: stream cut");
      }
      controller.enqueue(endFrame(problem));
      controller.close();
    },
  });
  return new Response(body, { headers: response.headers });
}
