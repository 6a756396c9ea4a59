/**
 * Who a data directory is: its project, its keys. Made once, kept in the
 * directory, readable by its owner only.
 *
 * @module
 */

import { z } from "zod";

const Identity = z.object({
  schemaVersion: z.number(),
  projectId: z.number().int(),
  projectUuid: z.uuid(),
  organizationId: z.uuid(),
  personalApiKey: z.string().startsWith("phx_"),
  projectApiKey: z.string().startsWith("phc_"),
  name: z.string(),
  timezone: z.string(),
  createdAt: z.iso.datetime(),
});

/** The project a data directory holds, and the keys that open it. */
export interface Identity {
  /** Schema the directory was last brought to. */
  readonly schemaVersion: number;
  /** Numeric project id, also called team id. */
  readonly projectId: number;
  /** The project's uuid. */
  readonly projectUuid: string;
  /** The organization's uuid. */
  readonly organizationId: string;
  /** Reads and writes everything (`phx_…`). */
  readonly personalApiKey: string;
  /** Captures events and evaluates flags (`phc_…`). */
  readonly projectApiKey: string;
  /** The project's name. */
  readonly name: string;
  /** IANA name of the zone in which HogQL shows times. */
  readonly timezone: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

const FILE = "project.json";

/** Reads the identity of a directory; nothing when it is new. */
export async function readIdentity(
  dataDir: string,
): Promise<Identity | undefined> {
  const path = `${dataDir}/${FILE}`;
  const text = await Deno.readTextFile(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const parsed = Identity.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new Error(
    `Cannot open the data directory "${dataDir}": its "${FILE}" is not one ` +
      `of ours (${z.prettifyError(parsed.error)}). Choose another directory`,
  );
}

/** Writes it whole or not at all. */
export async function writeIdentity(
  dataDir: string,
  identity: Identity,
): Promise<void> {
  const path = `${dataDir}/${FILE}`;
  await Deno.writeTextFile(
    `${path}.new`,
    `${JSON.stringify(identity, null, 2)}\n`,
    { mode: 0o600 },
  );
  await Deno.rename(`${path}.new`, path);
}

/** A new project with keys of its own. */
export function newIdentity(timezone: string, now: Date): Identity {
  return {
    schemaVersion: 0,
    projectId: 1,
    projectUuid: crypto.randomUUID(),
    organizationId: crypto.randomUUID(),
    personalApiKey: `phx_${secret()}`,
    projectApiKey: `phc_${secret()}`,
    name: "Embedded project",
    timezone,
    createdAt: now.toISOString(),
  };
}

/** 40 letters and digits out of 30 random bytes, as long as PostHog's own. */
function secret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(30));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "A")
    .replaceAll("/", "b");
}
