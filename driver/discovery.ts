/**
 * What can be asked: tables, columns, and the project's own properties.
 *
 * @module
 */

import * as v from "valibot";
import type { Connection } from "./connection.ts";
import { ObjectNotFoundError } from "./errors.ts";
import { columnInfo, type FieldInfo, propertyType } from "./field_info.ts";
import { quoteIdentifier } from "./identifier.ts";
import { nearest } from "./nearest.ts";
import { schemaOf, SYSTEM } from "./schema.ts";
import { parseWire } from "./wire_shape.ts";

/** Which property definitions belong to which table. */
const PROPERTIES_OF: Readonly<Record<string, string>> = {
  events: "event",
  persons: "person",
  sessions: "session",
  groups: "group",
};

const Definitions = v.object({
  results: v.array(
    v.object({ name: v.string(), property_type: v.nullish(v.string()) }),
  ),
});

/** Most property definitions that are read for one table. */
const MAX_PROPERTIES = 500;

/** Names that can stand behind FROM; `system.insights` is called `insights`. */
export async function listObjects(connection: Connection): Promise<string[]> {
  const schema = await schemaOf(connection);
  const names = [...schema.keys()].map((name) =>
    name.startsWith(SYSTEM) && !schema.has(shortName(name))
      ? shortName(name)
      : name
  );
  return [...new Set(names)].sort();
}

/** Columns of a table, and properties of the project that live in it. */
export async function getFields(
  connection: Connection,
  object: string,
): Promise<Record<string, FieldInfo>> {
  const schema = await schemaOf(connection);
  const columns = schema.get(object) ?? schema.get(SYSTEM + object);
  if (columns === undefined) {
    throw unknownObject(object, await listObjects(connection));
  }
  const fields: Record<string, FieldInfo> = {};
  for (const column of columns) {
    fields[column.name] = columnInfo(object, column);
  }
  const type = PROPERTIES_OF[object];
  return type === undefined
    ? fields
    : { ...fields, ...await customFields(connection, type) };
}

async function customFields(
  connection: Connection,
  type: string,
): Promise<Record<string, FieldInfo>> {
  const names = await connection.remember(`properties:${type}`, async () => {
    const { body } = await connection.project(["property_definitions"], {
      action: "list property definitions",
      method: "GET",
      search: { type, limit: MAX_PROPERTIES },
      endpoint: "crud",
      repeatable: true,
    });
    return parseWire("property definitions", Definitions, body).results;
  });
  return Object.fromEntries(names.map(({ name, property_type }) => [
    `properties.${quoteIdentifier(name)}`,
    { type: propertyType(property_type), nullable: true, custom: true },
  ]));
}

function shortName(name: string): string {
  return name.slice(SYSTEM.length);
}

function unknownObject(
  object: string,
  available: readonly string[],
): ObjectNotFoundError {
  const suggestions = nearest(object, available);
  return new ObjectNotFoundError(
    `Cannot get the fields of "${object}": the project has no such table`,
    {
      code: "unknown_table",
      hint: suggestions.length === 0
        ? "Call listObjects() for the tables of the project"
        : `Did you mean "${suggestions.join('" or "')}"?`,
      details: { object, suggestions, available },
    },
  );
}
