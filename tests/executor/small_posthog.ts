/** A server that answers queries as PostHog does, one canned answer for all. */
export interface SmallPostHog extends AsyncDisposable {
  /** Where it is. */
  readonly url: string;
  /** Requests so far, with what they carried. */
  readonly requests: readonly { path: string; authorization: string | null }[];
}

/** Starts it on the loopback interface. */
export function startSmallPostHog(
  answer: (request: Request) => Response | Promise<Response> = twoEvents,
): SmallPostHog {
  const requests: { path: string; authorization: string | null }[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const authorization = request.headers.get("authorization");
      requests.push({ path: new URL(request.url).pathname, authorization });
      const response = await answer(request);
      if (!request.bodyUsed) await request.body?.cancel();
      return response;
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    requests,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function twoEvents(): Response {
  return Response.json({
    results: [["purchase", 7], ["$pageview", 40]],
    columns: ["event", "n"],
    types: [["event", "String"], ["n", "UInt64"]],
    hasMore: false,
    limit: 100,
    hogql: "SELECT event, count() AS n FROM events GROUP BY event LIMIT 101",
    timezone: "Europe/Prague",
  });
}
