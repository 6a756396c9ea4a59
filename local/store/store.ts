/**
 * One data directory, open: the engine and everything kept in it.
 *
 * @module
 */

import { Definitions } from "./definitions.ts";
import { Engine } from "./engine.ts";
import { Entities } from "./entities.ts";
import { Groups } from "./groups.ts";
import { newIdentity, readIdentity, writeIdentity } from "./identity.ts";
import type { Identity } from "./identity.ts";
import { AnotherDirectoryOpenError, lockDirectory } from "./lock.ts";
import { Persons } from "./persons.ts";
import { SCHEMA_VERSION, schemaStatements } from "./schema.ts";
import { systemView } from "./system_views.ts";
import { putTeam, teamOf } from "./team.ts";

/** How a store is opened. */
export interface StoreOptions {
  /** Directory that keeps everything; made when it is not there. */
  readonly dataDir: string;
  /** IANA name of the project's zone; only a new directory takes it. */
  readonly timezone: string;
  /** The clock. */
  readonly now: () => Date;
}

/** Everything a project has. */
export interface Store {
  /** Where it lies. */
  readonly dataDir: string;
  /** The project and its keys. */
  readonly identity: Identity;
  /** ClickHouse. */
  readonly engine: Engine;
  /** Cohorts, flags, insights and so on. */
  readonly entities: Entities;
  /** Event names, properties and their types. */
  readonly definitions: Definitions;
  /** Persons and their distinct_ids. */
  readonly persons: Persons;
  /** Groups and their types. */
  readonly groups: Groups;
  /** Makes the `system.*` tables that a printed statement reads. */
  makeViewsFor(sql: string): Promise<void>;
  /** Writes what is still in memory and lets go of the directory. */
  close(): Promise<void>;
}

/**
 * Opens a directory, or makes a new one.
 *
 * @throws {DataDirectoryInUseError} Another process has it open.
 * @throws {AnotherDirectoryOpenError} This process has another one open.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { dataDir, timezone, now } = options;
  await Deno.mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = await lockDirectory(dataDir);
  let engine: Engine | undefined;
  try {
    const identity = await readIdentity(dataDir) ??
      newIdentity(timezone, now());
    engine = await Engine.open(`${dataDir}/clickhouse`).catch((error) => {
      const isOther = /only one active data directory/.test(String(error));
      throw isOther ? new AnotherDirectoryOpenError(dataDir, error) : error;
    });
    return await opened(dataDir, lock, engine, identity);
  } catch (error) {
    await engine?.close();
    lock.close();
    throw error;
  }
}

async function opened(
  dataDir: string,
  lock: Deno.FsFile,
  engine: Engine,
  identity: Identity,
): Promise<Store> {
  const current = await upToDate(engine, dataDir, identity);
  const entities = await Entities.load(engine);
  if (entities.list("team").length === 0) {
    await putTeam(entities, teamOf({ entities, identity: current }));
  }
  const definitions = await Definitions.load(engine);
  const views = new Set<string>();
  return {
    dataDir,
    identity: current,
    engine,
    entities,
    definitions,
    persons: await Persons.load(engine, current.projectUuid),
    groups: new Groups(engine, entities),
    async makeViewsFor(sql) {
      for (const [, table = ""] of sql.matchAll(/posthog\.`?system_(\w+)/g)) {
        const statement = systemView(table);
        if (statement === undefined || views.has(table)) continue;
        await engine.execute(statement);
        views.add(table);
      }
    },
    async close() {
      await definitions.flush(true);
      await engine.close();
      lock.close();
    },
  };
}

async function upToDate(
  engine: Engine,
  dataDir: string,
  identity: Identity,
): Promise<Identity> {
  if (identity.schemaVersion === SCHEMA_VERSION) return identity;
  for (const statement of schemaStatements()) await engine.execute(statement);
  const current = { ...identity, schemaVersion: SCHEMA_VERSION };
  await writeIdentity(dataDir, current);
  return current;
}
