/**
 * The project's tables and columns (PostHog API, DatabaseSchemaQuery).
 *
 * @module
 */

import type { Connection } from "./connection.ts";
import { askNode } from "./query_request.ts";
import { parseObject } from "./rest.ts";
import { Fields, nullish, object, Text } from "./shape.ts";
import { parseWire } from "./wire_shape.ts";

/** A column as PostHog describes it. */
export interface SchemaField {
  /** Its name. */
  readonly name: string;
  /** `string`, `datetime`, `json`, `lazy_table`, … */
  readonly type: string;
  /** The table it leads to, for a join. */
  readonly table: string | undefined;
}

/** Tables by name. */
export type Schema = ReadonlyMap<string, readonly SchemaField[]>;

/** PostHog keeps its own objects here: `system.insights`. */
export const SYSTEM = "system.";

const Field = object({
  name: Text,
  type: Text,
  table: nullish(Text),
});

const Table = object({ name: Text, fields: Fields });

const Answer = object({ tables: Fields });

/** The project's schema, asked once per client. */
export async function schemaOf(connection: Connection): Promise<Schema> {
  return await connection.remember("schema", () => readSchema(connection));
}

/** Asks for the schema; `results` wraps it in some versions. */
async function readSchema(connection: Connection): Promise<Schema> {
  const { body } = await askNode(
    connection,
    { kind: "DatabaseSchemaQuery" },
    {},
  );
  const { results = body } = parseObject(body);
  const { tables } = parseWire("the schema of the project", Answer, results);
  return new Map(Object.values(tables).map(readTable));
}

function readTable(body: unknown): [string, SchemaField[]] {
  const { name, fields } = parseWire("a table of the schema", Table, body);
  return [name, Object.values(fields).map((field) => readField(name, field))];
}

function readField(table: string, body: unknown): SchemaField {
  const { table: target, ...field } = parseWire(
    `a column of "${table}"`,
    Field,
    body,
  );
  return { ...field, table: target ?? undefined };
}
