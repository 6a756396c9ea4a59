/**
 * Is everything there that a query needs?
 *
 * @module
 */

import type { Connection } from "./connection.ts";
import { isPostHogError, type PostHogErrorJson } from "./posthog_error.ts";
import { nullish, object, Text, Texts } from "./shape.ts";
import type { Reply } from "./transport.ts";
import { parseWire } from "./wire_shape.ts";

/** What {@linkcode PostHogClient.healthCheck} found. It never throws for a bad state. */
export interface HealthReport {
  /** Whether queries can be expected to work. */
  readonly ok: boolean;
  /** Whether PostHog answered at all. */
  readonly reachable: boolean;
  /** Whether it took the key. */
  readonly authenticated: boolean;
  /** The project's name, where the key may read it. */
  readonly projectName: string | null;
  /** The project's time zone. */
  readonly timezone: string | null;
  /** Scopes of the key; `null` where the server does not tell. */
  readonly scopes: readonly string[] | null;
  /** Scopes that reading needs and the key lacks. */
  readonly missingScopes: readonly string[];
  /** How far this clock is ahead of the server's, in milliseconds; `null` where it does not tell. */
  readonly clockSkewMs: number | null;
  /** Time for one small request, in milliseconds. */
  readonly latencyMs: number;
  /** What stands in the way. */
  readonly error: PostHogErrorJson | null;
}

/** What the reading methods need to read. */
const NEEDED = [
  "query",
  "project",
  "person",
  "cohort",
  "insight",
  "feature_flag",
  "experiment",
  "annotation",
  "event_definition",
  "property_definition",
];

const Project = object({
  name: nullish(Text, null),
  timezone: nullish(Text, null),
});

const Key = object({ scopes: nullish(Texts, null) });

/** Looks at the project, then at the key. */
export async function checkHealth(
  connection: Connection,
  signal?: AbortSignal,
): Promise<HealthReport> {
  const { now } = connection.settings;
  const startedAt = now();
  const unknown = {
    ok: false,
    reachable: true,
    authenticated: true,
    projectName: null,
    timezone: null,
    scopes: null,
    missingScopes: [],
    clockSkewMs: null,
    latencyMs: 0,
    error: null,
  };
  try {
    const action = "read the project";
    const reply = await connection.project([], { action, signal });
    const finishedAt = now();
    const { name, timezone } = parseWire("the project", Project, reply.body);
    const scopes = await readScopes(connection, signal);
    const missingScopes = scopes ? missingFrom(scopes) : [];
    return {
      ...unknown,
      ok: !missingScopes.includes("query:read"),
      projectName: name,
      timezone,
      scopes,
      missingScopes,
      clockSkewMs: skewOf(reply, startedAt, finishedAt),
      latencyMs: finishedAt - startedAt,
    };
  } catch (error) {
    if (!isPostHogError(error)) throw error;
    const { status = 500 } = error;
    // A page with status 200 is an answer, too, but none of PostHog's.
    const reachable = status >= 400 && status < 500;
    return {
      ...unknown,
      reachable,
      authenticated: reachable && status !== 401,
      latencyMs: now() - startedAt,
      error: error.toJSON(),
    };
  }
}

async function readScopes(
  connection: Connection,
  signal: AbortSignal | undefined,
): Promise<readonly string[] | null> {
  try {
    const { body } = await connection.api(
      ["personal_api_keys", "@current"],
      { action: "read the key's scopes", signal },
    );
    return parseWire("the key", Key, body).scopes;
  } catch (error) {
    // Older servers do not know the endpoint: then nothing is known.
    if (isPostHogError(error)) return null;
    throw error;
  }
}

/** Who may write may read. */
function missingFrom(scopes: readonly string[]): string[] {
  if (scopes.includes("*")) return [];
  return NEEDED.filter((name) =>
    !scopes.includes(`${name}:read`) && !scopes.includes(`${name}:write`)
  ).map((name) => `${name}:read`);
}

/** The `Date` header has whole seconds: half a second is the best guess. */
function skewOf(
  reply: Reply,
  startedAt: number,
  finishedAt: number,
): number | null {
  const date = Date.parse(reply.headers.get("date") ?? "");
  if (Number.isNaN(date)) return null;
  return Math.round((startedAt + finishedAt) / 2 - (date + 500));
}
