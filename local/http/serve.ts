/**
 * The server on a port.
 *
 * @module
 */

/** Where to listen. */
export interface ServeOptions {
  /** TCP port; any free one by default. @default {0} */
  readonly port?: number;
  /** Address to listen on; this machine only by default. @default {"127.0.0.1"} */
  readonly hostname?: string;
}

/** A server that listens. */
export interface Serving {
  /** Base address, without a final slash. */
  readonly url: string;
  /** Stops listening, after answers under way. */
  close(): Promise<void>;
}

/**
 * Listens until closed.
 *
 * @throws {Deno.errors.AddrInUse} The port is taken.
 */
export async function serve(
  answer: (request: Request) => Promise<Response>,
  options: ServeOptions = {},
): Promise<Serving> {
  const { port = 0, hostname = "127.0.0.1" } = options;
  const listening = Promise.withResolvers<Deno.NetAddr>();
  const server = Deno.serve({
    port,
    hostname,
    onListen: (address) => listening.resolve(address),
    onError: (error) => {
      const detail = error instanceof Error ? error.message : String(error);
      return Response.json({ detail }, { status: 500 });
    },
  }, answer);
  const address = await listening.promise;
  const host = address.hostname.includes(":")
    ? `[${address.hostname}]`
    : address.hostname;
  return {
    url: `http://${host}:${address.port}`,
    close: () => server.shutdown(),
  };
}
