/**
 * How a table of HogQL is described.
 *
 * In SQL templates `{t}` stands for the alias of the table the columns are
 * read from.
 *
 * @module
 */

import type { PropertyScope } from "../context.ts";
import { arrayOf, type HogQLType, nullable, of } from "../type.ts";

/** A value of each row. */
export interface ColumnField {
  readonly kind: "column";
  /** SQL of the value, without the project's time zone. */
  readonly sql: string;
  /** Its type. */
  readonly type: HogQLType;
  /** Not part of `*`. */
  readonly hidden?: boolean;
  /** For JSON: keys that are columns of the table, too, and read sooner. */
  readonly columns?: readonly string[];
}

/** Another table, joined when it is asked for. */
export interface JoinField {
  readonly kind: "join";
  /** Name of the table. */
  readonly table: string;
  /** Fields that must be equal: here, there. */
  readonly keys: readonly (readonly [from: string, to: string])[];
  /** A further condition; `{t}` is the joined table. */
  readonly condition?: string;
}

/** Another name for something the table has. */
export interface PathField {
  readonly kind: "path";
  /** The chain it stands for. */
  readonly chain: readonly string[];
}

/** Fields under a common name, which are columns of the same row. */
export interface VirtualField {
  readonly kind: "virtual";
  /** The names under it. */
  readonly fields: Readonly<Record<string, PathField>>;
  /** Where names that are not among them are looked for. */
  readonly otherwise?: JoinField;
}

/** Anything a table has a name for. */
export type TableField = ColumnField | JoinField | PathField | VirtualField;

/** A table. */
export interface Table {
  /** Its name in HogQL. */
  readonly name: string;
  /** What it has, by name, in the order of `*`. */
  readonly fields: Readonly<Record<string, TableField>>;
  /** SQL of what it is read from. */
  readonly from: string;
  /** What a reader of the answer should know. */
  readonly warning?: string;
  /** Other tables that its SQL reads. */
  readonly needs?: readonly string[];
  /**
   * Where columns have to be computed first: the table is then printed as a
   * sub-select with the columns asked for.
   */
  readonly derived?: {
    /** The alias inside the sub-select. */
    readonly alias: string;
    /** Column that is always there. */
    readonly key: string;
    /** Condition on rows. */
    readonly where?: string;
    /** Columns by which rows are grouped. */
    readonly groupBy?: string;
  };
}

/** A column of that name. */
export function column(
  name: string,
  type: HogQLType,
  options: { readonly hidden?: boolean; readonly sql?: string } = {},
): ColumnField {
  const { sql = `{t}.${quoted(name)}`, hidden = false } = options;
  return { kind: "column", sql, type, hidden };
}

/** A column with JSON text. */
export function json(
  name: string,
  scope: PropertyScope,
  options: { readonly sql?: string; readonly hidden?: boolean } = {},
): ColumnField {
  return column(name, { ...of("String"), json: scope }, options);
}

/** Another name for a chain. */
export function path(...chain: readonly string[]): PathField {
  return { kind: "path", chain };
}

/** Short names of types, for the tables below. */
export const T: Readonly<Record<TypeName, HogQLType>> = {
  string: of("String"),
  nullableString: nullable(of("String")),
  integer: of("Integer"),
  nullableInteger: nullable(of("Integer")),
  float: of("Float"),
  boolean: of("Boolean"),
  nullableBoolean: nullable(of("Boolean")),
  uuid: of("UUID"),
  nullableUuid: nullable(of("UUID")),
  time: of("DateTime"),
  nullableTime: nullable(of("DateTime")),
  strings: arrayOf(of("String")),
};

type TypeName =
  | "string"
  | "nullableString"
  | "integer"
  | "nullableInteger"
  | "float"
  | "boolean"
  | "nullableBoolean"
  | "uuid"
  | "nullableUuid"
  | "time"
  | "nullableTime"
  | "strings";

function quoted(name: string): string {
  return /^\w+$/.test(name) ? name : `\`${name}\``;
}
