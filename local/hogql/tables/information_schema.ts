/**
 * `system.information_schema.*`: the tables, described by tables.
 *
 * @module
 */

import { stringLiteral } from "../literal.ts";
import type { HogQLType, Kind } from "../type.ts";
import { columnFields } from "./column_list.ts";
import { column, T, type Table, type TableField } from "./table.ts";

type Row = readonly (string | number | boolean | null)[];

/** Columns with their ClickHouse types, in the order of the rows. */
interface Description {
  readonly columns: string;
  readonly types: string;
  readonly rows: (tables: readonly Table[]) => readonly Row[];
}

const DESCRIPTIONS: Readonly<Record<string, Description>> = {
  tables: {
    columns: "table_schema table_name table_type description row_count#",
    types: "String, String, String, Nullable(String), Nullable(Int64)",
    rows: (tables) =>
      tables.map(({ name }) => {
        const [schema, type] = name.startsWith("system.")
          ? ["system", "system"]
          : ["public", "posthog"];
        return [schema, name, type, null, null];
      }),
  },
  columns: {
    columns:
      "table_schema table_name column_name ordinal_position# data_type is_nullable? is_array? field_kind description",
    types:
      "String, String, String, Int64, String, UInt8, UInt8, String, Nullable(String)",
    rows: (tables) => tables.flatMap(columnRows),
  },
  relationships: {
    columns:
      "source_table source_column target_table target_column relationship_kind via",
    types: "String, String, String, Nullable(String), String, Nullable(String)",
    rows: (tables) => tables.flatMap(relationRows),
  },
  data_types: {
    columns: "type_name description",
    types: "String, String",
    rows: () =>
      Object.entries(TYPES).map(([name, description]) => [name, description]),
  },
};

/** PostHog's words for types, and what they mean. */
const TYPES: Readonly<Record<string, string>> = {
  String: "Text",
  Integer: "A whole number",
  Float: "A number",
  Decimal: "An exact number with decimals",
  Boolean: "True or false",
  Date: "A calendar date",
  DateTime: "A moment in time",
  UUID: "A universally unique identifier",
  JSON: "A JSON document; its keys are reached with a dot",
  Array: "A list",
  Struct: "Named values together",
  Unknown: "Not known",
};

const WORDS: Partial<Readonly<Record<Kind, string>>> = {
  Map: "Struct",
  Tuple: "Struct",
};

function typeName({ kind, json }: HogQLType): string {
  if (json !== undefined) return "JSON";
  const name = WORDS[kind] ?? kind;
  return Object.hasOwn(TYPES, name) ? name : "Unknown";
}

function columnRows({ name, fields }: Table): Row[] {
  const schema = name.startsWith("system.") ? "system" : "public";
  const shown = Object.entries(fields).flatMap(([column, field]): Row[] => {
    if (field.kind !== "column" || field.hidden) return [];
    const { type } = field;
    const isArray = type.kind === "Array" ? 1 : 0;
    const isNullable = type.nullable ? 1 : 0;
    const kind = "column";
    return [[column, typeName(type), isNullable, isArray, kind, null]];
  });
  return shown.map(([column = "", ...rest], index) => [
    schema,
    name,
    column,
    index + 1,
    ...rest,
  ]);
}

function relationRows({ name, fields }: Table): Row[] {
  return Object.entries(fields).flatMap(([column, field]): Row[] => {
    if (field.kind === "join") {
      const [from, to] = field.keys[0] ?? [column, null];
      return [[name, from, field.table, to, "lazy_join", column]];
    }
    if (field.kind !== "path" || !isJoin(fields[field.chain[0] ?? ""])) {
      return [];
    }
    return [[
      name,
      column,
      name,
      field.chain.join("."),
      "field_traverser",
      null,
    ]];
  });
}

function isJoin(field: TableField | undefined): boolean {
  return field?.kind === "join";
}

/** The tables that describe these. */
export function informationSchema(tables: readonly Table[]): Table[] {
  return Object.entries(DESCRIPTIONS).map((
    [name, { columns, types, rows }],
  ) => ({
    name: `system.information_schema.${name}`,
    // Written out only when a query asks for it.
    get from(): string {
      const json = stringLiteral(JSON.stringify(rows(tables)));
      const names = columns.split(" ").map((entry, index) =>
        `tupleElement(r, ${index + 1}) AS ${entry.replace(/\W+$/, "")}`
      );
      return `(SELECT ${
        names.join(", ")
      } FROM (SELECT arrayJoin(JSONExtract(${json}, 'Array(Tuple(${types}))')) AS r))`;
    },
    fields: {
      ...columnFields(columns),
      team_id: column("team_id", T.integer, { hidden: true, sql: "1" }),
    },
  }));
}
