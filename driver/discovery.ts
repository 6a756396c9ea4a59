/**
 * What can be asked: tables, columns, and the project's own properties.
 *
 * @module
 */

import type { Connection } from "./connection.ts";
import { ObjectNotFoundError, QueryError, TimeoutError } from "./errors.ts";
import { failure } from "./failure.ts";
import { columnInfo, type FieldInfo, PROPERTY_TYPES } from "./field_info.ts";
import { quoteIdentifier } from "./identifier.ts";
import { given } from "./kinds.ts";
import { collect } from "./listing.ts";
import { didYouMean, nearest } from "./nearest.ts";
import { askHogQL } from "./query.ts";
import { MAX_ROWS } from "./query_limit.ts";
import { LIST_TABLES } from "./query_problem.ts";
import { schemaOf, SYSTEM } from "./schema.ts";

/** Tables with properties: the type of their definitions, and whose rows are counted. */
const PROPERTIES_OF: Readonly<
  Record<string, readonly [type: string, rows: string]>
> = {
  events: ["event", "events WHERE timestamp > now() - INTERVAL 7 DAY"],
  persons: ["person", "persons"],
};

/**
 * Names that can stand behind FROM; `system.insights` is called `insights`,
 * `system.information_schema.tables` keeps its name.
 */
export async function listObjects(connection: Connection): Promise<string[]> {
  const schema = await schemaOf(connection);
  const names = [...schema.keys()].map((name) => {
    const short = name.replace(/^system\.(\w+)$/, "$1");
    return schema.has(short) ? name : short;
  });
  return [...new Set(names)].sort();
}

/** Columns of a table, and properties of the project that live in it. */
export async function getFields(
  connection: Connection,
  object: string,
): Promise<Record<string, FieldInfo>> {
  const schema = await schemaOf(connection);
  const columns = schema.get(object) ?? schema.get(SYSTEM + object);
  if (!columns) {
    const available = await listObjects(connection);
    const suggestions = nearest(object, available);
    throw failure(
      ObjectNotFoundError,
      `get the fields of "${object}"`,
      "the project has no such table",
      "unknown_table",
      didYouMean(suggestions) ?? LIST_TABLES,
      { details: { object, suggestions, available } },
    );
  }
  return {
    ...Object.fromEntries(
      columns.map((column) => [column.name, columnInfo(object, column)]),
    ),
    ...await customFields(connection, object),
  };
}

async function customFields(
  connection: Connection,
  object: string,
): Promise<Record<string, FieldInfo>> {
  const [type, from] = PROPERTIES_OF[object] ?? [];
  if (!type || !from) return {};
  const [{ items }, volumes] = await connection.remember(
    `properties:${type}`,
    () =>
      Promise.all([
        collect(connection, {
          path: "property_definitions",
          search: { type },
          key: "name",
          limit: Infinity,
        }),
        volumesIn(connection, from),
      ]),
  );
  return Object.fromEntries(items.map(({ name, property_type }) => [
    `properties.${quoteIdentifier(String(name))}`,
    {
      type: PROPERTY_TYPES[String(property_type)] ?? "string",
      nullable: true,
      custom: true,
      ...given({ volume: volumes && Number(volumes.get(name) ?? 0) }),
    },
  ]));
}

/** How many rows carry each property; `undefined` where that takes too long. */
async function volumesIn(
  connection: Connection,
  from: string,
): Promise<ReadonlyMap<unknown, unknown> | undefined> {
  try {
    const { values } = await askHogQL(
      connection,
      `SELECT arrayJoin(JSONExtractKeys(properties)) AS name, count() FROM ${from} GROUP BY name`,
      { limit: MAX_ROWS },
    );
    return new Map(values.map(([name, count]) => [name, count]));
  } catch (error) {
    if (error instanceof TimeoutError || error instanceof QueryError) {
      return undefined;
    }
    throw error;
  }
}
