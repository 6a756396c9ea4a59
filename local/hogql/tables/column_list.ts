/**
 * Columns of a table, written as one line of text.
 *
 * @module
 */

import { arrayOf, type HogQLType, of, UNKNOWN } from "../type.ts";
import { column, json, T, type TableField } from "./table.ts";

interface ColumnKind {
  readonly type: HogQLType;
  /** ClickHouse's type, for tables that are not stored. */
  readonly native: string;
}

/** By suffix of the name. */
const KINDS: Readonly<Record<string, ColumnKind>> = {
  "": { type: T.nullableString, native: "Nullable(String)" },
  "#": { type: T.nullableInteger, native: "Nullable(Int64)" },
  "~": {
    type: { kind: "Float", nullable: true },
    native: "Nullable(Float64)",
  },
  "@": { type: T.nullableTime, native: "Nullable(DateTime64(6, 'UTC'))" },
  "?": { type: T.nullableInteger, native: "Nullable(UInt8)" },
  "{}": {
    type: { ...of("String"), json: "other" },
    native: "String",
  },
  "[]": { type: T.strings, native: "Array(String)" },
  "[~]": { type: arrayOf(of("Float")), native: "Array(Float64)" },
  "^": {
    type: UNKNOWN,
    native: "AggregateFunction(argMin, Nullable(String), DateTime64(6, 'UTC'))",
  },
  "^^": { type: UNKNOWN, native: "AggregateFunction(uniqExact, String)" },
  "%": {
    type: { kind: "Map", nullable: false, item: of("String") },
    native: "Map(String, String)",
  },
};

interface ListedColumn extends ColumnKind {
  readonly name: string;
}

function readColumns(text: string): ListedColumn[] {
  return text.trim().split(/\s+/).map((entry) => {
    const [, name = "", suffix = ""] = /^([\w$]+)(.*)$/.exec(entry) ?? [];
    const kind = KINDS[suffix];
    if (kind === undefined) throw new TypeError(`Cannot read "${entry}"`);
    return { name, ...kind };
  });
}

/**
 * Reads a list of columns. A suffix gives the type where it is not a string:
 * `#` whole number, `~` number, `@` time, `?` 0 or 1, `{}` JSON, `[]` strings,
 * `[~]` numbers, `%` map, `^` state of `argMin` (of text, by time), `^^` state
 * of `uniqExact`.
 */
export function columnFields(text: string): Record<string, TableField> {
  return Object.fromEntries(
    readColumns(text).map(({ name, type }) => [
      name,
      type.json === undefined ? column(name, type) : json(name, type.json),
    ]),
  );
}

/** SQL of a relation with those columns and no row. */
export function emptyRelation(text: string): string {
  const list = readColumns(text).map(({ name, native }) =>
    `materialize(defaultValueOfTypeName('${
      native.replaceAll("'", "\\'")
    }')) AS \`${name}\``
  );
  return `(SELECT ${list.join(", ")} WHERE false)`;
}
