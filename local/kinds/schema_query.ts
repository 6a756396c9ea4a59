/**
 * `DatabaseSchemaQuery` and `HogQLMetadata`: what can be asked, and whether a
 * question is right.
 *
 * @module
 */

import { z } from "zod";
import { HogQLSyntaxError } from "../../hogql/mod.ts";
import {
  compileHogQL,
  type CompileOptions,
  createSchema,
  HogQLError,
} from "../hogql/mod.ts";
import { hogqlContext } from "../query/hogql_context.ts";
import type { Services } from "../services.ts";
import type { KindContext, KindResult } from "./context.ts";
import { parseNode } from "./node.ts";

type Table = NonNullable<ReturnType<ReturnType<typeof createSchema>["get"]>>;
type Field = Table["fields"][string];

/** PostHog's words for types of columns, by ours. */
const COLUMN_TYPES: Readonly<Record<string, string>> = {
  String: "string",
  Integer: "integer",
  Float: "float",
  Decimal: "decimal",
  Boolean: "boolean",
  Date: "date",
  DateTime: "datetime",
  UUID: "string",
  Array: "array",
};

const FIELD_TYPES: Readonly<Record<string, string>> = {
  join: "lazy_table",
  path: "field_traverser",
  virtual: "virtual_table",
};

/**
 * Answers a `DatabaseSchemaQuery`: every table with its fields.
 */
export function databaseSchemaQuery(
  _input: unknown,
  _context: KindContext,
  { store, now }: Services,
): KindResult {
  const schema = createSchema(hogqlContext(store, false, now));
  const tables = Array.from(schema.values(), (table) => [table.name, {
    id: table.name,
    name: table.name,
    type: table.name.startsWith("system.") ? "system" : "posthog",
    fields: Object.fromEntries(
      Object.entries(table.fields)
        .filter(([, field]) => field.kind !== "column" || !field.hidden)
        .map(([name, field]) => [name, fieldOf(name, field)]),
    ),
  }]);
  return { tables: Object.fromEntries(tables), joins: [] };
}

function fieldOf(name: string, field: Field): Record<string, unknown> {
  const shared = { name, hogql_value: name, schema_valid: true };
  switch (field.kind) {
    case "column": {
      const { kind, json } = field.type;
      const type = json === undefined
        ? COLUMN_TYPES[kind] ?? "unknown"
        : "json";
      return { ...shared, type };
    }
    case "join":
      return { ...shared, type: FIELD_TYPES.join, table: field.table };
    case "path":
      return { ...shared, type: FIELD_TYPES.path, chain: field.chain };
    case "virtual":
      return {
        ...shared,
        type: FIELD_TYPES.virtual,
        fields: Object.keys(field.fields),
      };
  }
}

const metadataNode = z.looseObject({
  language: z.string().nullish(),
  query: z.string(),
  values: z.record(z.string(), z.unknown()).nullish(),
  filters: z.record(z.string(), z.unknown()).nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

/**
 * Answers a `HogQLMetadata`: whether a query would run, without running it.
 * Expressions (`language: "hogQLExpr"`) are taken as columns of events.
 *
 * @throws {QueryKindError} For a node that cannot be read
 */
export async function hogqlMetadata(
  input: unknown,
  _context: KindContext,
  { store, now }: Services,
): Promise<KindResult> {
  const node = parseNode(metadataNode, input);
  const before = node.language === "hogQLExpr" ? "SELECT " : "";
  const text = before === ""
    ? node.query
    : `${before}${node.query} FROM events`;
  const { values, filters, variables } = node;
  const options = { values, filters, variables } as CompileOptions;
  const shared = { query: node.query, isUsingIndices: null, notices: [] };
  try {
    const { tables, warnings } = await compileHogQL(
      text,
      options,
      hogqlContext(store, true, now),
    );
    return {
      ...shared,
      isValid: true,
      errors: [],
      warnings: warnings.map((message) => ({ message })),
      table_names: tables,
    };
  } catch (error) {
    if (!(error instanceof HogQLError || error instanceof HogQLSyntaxError)) {
      throw error;
    }
    return {
      ...shared,
      isValid: false,
      errors: [{
        message: error.message,
        start: place(error.start, before),
        end: place(error.end, before),
        fix: null,
      }],
      warnings: [],
      table_names: [],
    };
  }
}

function place(offset: number | undefined, before: string): number | null {
  return offset === undefined ? null : Math.max(0, offset - before.length);
}
