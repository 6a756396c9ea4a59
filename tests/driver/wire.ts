/**
 * The other end of the wire: takes real `Request`s, gives real `Response`s
 * from a script of answers, and remembers what was asked.
 *
 * @module
 */

import { PostHogClient, type PostHogClientOptions } from "../../driver/mod.ts";

/** What was asked. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** The body as JSON where it is some, ungzipped. */
  readonly body: Record<string, unknown>;
}

export type Answer = (
  asked: Asked,
  index: number,
) => Response | Promise<Response>;

/** A key that must show up nowhere but in the Authorization header. */
export const SECRET = "phx_S3cretS3cretS3cret";

export const TOKEN = "phc_project_token";

/** The clock of a {@linkcode wire}: it stands still unless someone waits. */
export interface Wire {
  readonly client: PostHogClient;
  readonly asked: readonly Asked[];
  /** Pauses between tries, in milliseconds. */
  readonly waits: readonly number[];
}

export const START: number = Date.parse("2026-03-01T12:00:00Z");

/** A client whose requests are answered by `answer`. */
export function wire(answer: Answer, options: PostHogClientOptions = {}): Wire {
  const asked: Asked[] = [];
  const waits: number[] = [];
  let now = START;
  const client = new PostHogClient({
    personalApiKey: SECRET,
    projectApiKey: TOKEN,
    projectId: 7,
    fetch: async (request) => {
      const one = await readAsked(request);
      asked.push(one);
      return await answer(one, asked.length - 1);
    },
    now: () => now,
    delay: (ms, signal) => {
      signal?.throwIfAborted();
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
    random: () => 0.5,
    ...options,
  });
  return { client, asked, waits };
}

async function readAsked(request: Request): Promise<Asked> {
  const isGzip = request.headers.get("content-encoding") === "gzip";
  const stream = request.body;
  const text = isGzip && stream !== null
    ? await new Response(stream.pipeThrough(new DecompressionStream("gzip")))
      .text()
    : await request.text();
  return {
    method: request.method,
    url: new URL(request.url),
    headers: request.headers,
    body: text === "" ? {} : JSON.parse(text),
  };
}

/** An answer in JSON. */
export function json(
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): Response {
  return Response.json(body, { status, headers });
}

/** An error of PostHog's API. */
export function apiError(
  status: number,
  code: string,
  detail: string,
  more: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Response {
  return json(
    { type: "server_error", code, detail, attr: null, ...more },
    status,
    headers,
  );
}

/** An answer to a HogQL query. */
export function table(
  columns: readonly string[],
  results: readonly (readonly unknown[])[],
  more: Record<string, unknown> = {},
): Response {
  return json({
    columns,
    types: columns.map((name) => [name, "String"]),
    results,
    hasMore: null,
    limit: null,
    offset: null,
    hogql: "SELECT printed",
    timezone: "Europe/Prague",
    is_cached: false,
    last_refresh: null,
    error: null,
    ...more,
  });
}

/** The query node of a request to the query endpoint. */
export function nodeOf(asked: Asked | undefined): Record<string, unknown> {
  const node = asked?.body["query"];
  if (typeof node !== "object" || node === null) {
    throw new TypeError("The request carries no query");
  }
  return { ...node };
}
