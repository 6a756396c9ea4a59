/**
 * PostHog's ingestion, as far as a benchmark of clients needs it: takes
 * batches, remembers UUIDs, and fails at random when told to.
 *
 * @module
 */

/** The server. */
export class CaptureServer implements AsyncDisposable {
  #server: Deno.HttpServer<Deno.NetAddr>;
  #uuids = new Set<string>();
  /** Whether it loses answers, refuses sizes, and breaks off. */
  isShaky = false;
  /** Requests that were answered badly. */
  faults = 0;

  constructor() {
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      (request) => this.#answer(request),
    );
  }

  /** Where it listens. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** The UUIDs that came; starts anew. */
  take(): ReadonlySet<string> {
    const uuids = this.#uuids;
    this.#uuids = new Set();
    return uuids;
  }

  /** Stops. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #answer(request: Request): Promise<Response> {
    const dice = this.isShaky ? Math.random() : 1;
    const bytes = await request.arrayBuffer();
    if (dice < 0.1) return this.#fail(503);
    if (dice < 0.2 && bytes.byteLength > 20_000) return this.#fail(413);
    await this.#store(bytes);
    if (dice < 0.3) return this.#fail(502);
    if (dice < 0.4) return this.#cut();
    return Response.json({ status: "Ok" });
  }

  #fail(status: number): Response {
    this.faults++;
    return new Response("not now", { status });
  }

  /** An answer in whose middle the connection breaks. */
  #cut(): Response {
    this.faults++;
    const body = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode('{"status":"O'));
      },
      pull: (controller) => controller.error(new Error("Cut on purpose")),
    });
    return new Response(body, {
      headers: { "content-type": "application/json" },
    });
  }

  async #store(bytes: ArrayBuffer): Promise<void> {
    const [first] = new Uint8Array(bytes);
    const stream = new Blob([bytes]).stream();
    const plain = first === 0x1f
      ? stream.pipeThrough(new DecompressionStream("gzip"))
      : stream;
    const { batch } = await new Response(plain).json();
    for (const { uuid } of batch) this.#uuids.add(uuid);
  }
}
