/**
 * The answer of the query endpoint, parsed, and as rows.
 *
 * @module
 */

import { QueryError } from "./errors.ts";
import { failure } from "./failure.ts";
import { isNumber, isText, listIn } from "./kinds.ts";
import { CORRECT_HOGQL } from "./query_problem.ts";
import {
  Flag,
  List,
  listOf,
  nullish,
  Num,
  object,
  Text,
  Texts,
} from "./shape.ts";
import { parseWire } from "./wire_shape.ts";

/** A row as an object, by column. */
export type Row = Record<string, unknown>;

/** An answer to a HogQL query as PostHog sends it. */
export interface QueryAnswer {
  /** Rows as arrays, in the order of the columns. */
  readonly results: unknown[][];
  /** Names, in order; not always unique. */
  readonly columns: readonly string[];
  /** ClickHouse types, in order. */
  readonly types: readonly string[];
  /** Set only where PostHog paged by itself. */
  readonly limit: number | null;
  /** Set only where PostHog paged by itself. */
  readonly hasMore: boolean | null;
  /** The query as PostHog prints it. */
  readonly hogql: string | null;
  /** The project's time zone. */
  readonly timezone: string | null;
  /** When a cached answer was computed. */
  readonly lastRefresh: string | null;
  /** What PostHog warns of. */
  readonly warnings: readonly string[];
}

const Table = listOf<unknown[]>(Array.isArray, "lists");

const Answer = object({
  results: Table,
  columns: nullish(Texts, []),
  types: nullish(List, []),
  limit: nullish(Num, null),
  hasMore: nullish(Flag, null),
  hogql: nullish(Text, null),
  timezone: nullish(Text, null),
  is_cached: nullish(Flag, false),
  last_refresh: nullish(Text, null),
  warnings: nullish(List, []),
});

/**
 * Parses an answer.
 *
 * @throws {QueryError} For an error that came with HTTP 200 (PostHog does so
 * with `modifiers.debug`).
 * @throws {ConnectionError} For anything that is no answer.
 */
export function parseAnswer(body: unknown): QueryAnswer {
  const { error } = Object(body);
  if (isText(error) && error !== "") {
    throw failure(
      QueryError,
      "query PostHog",
      error,
      "hogql_query_error",
      CORRECT_HOGQL,
    );
  }
  const { is_cached, last_refresh, types, warnings, ...answer } = parseWire(
    "PostHog's answer to the query",
    Answer,
    body,
  );
  return {
    ...answer,
    types: types.map(typeName),
    lastRefresh: is_cached ? last_refresh : null,
    warnings: warnings.map(warningText),
  };
}

/** Names that can be keys: a second `a` becomes `a_2`. */
export function uniqueNames(columns: readonly string[]): string[] {
  const taken = new Set<string>(columns);
  const seen = new Set<string>();
  return columns.map((column) => {
    let name = column;
    for (let count = 2; seen.has(name); count++) {
      const candidate = `${column}_${count}`;
      if (!taken.has(candidate)) name = candidate;
    }
    seen.add(name);
    taken.add(name);
    return name;
  });
}

/** Rows as objects. */
export function toRows(
  columns: readonly string[],
  values: readonly (readonly unknown[])[],
): Row[] {
  // Assigning to "__proto__" would change the row's prototype instead.
  if (columns.includes("__proto__")) {
    return values.map((cells) =>
      Object.fromEntries(columns.map((name, index) => [name, cells[index]]))
    );
  }
  return values.map((cells) => {
    const row: Row = {};
    for (let index = 0; index < columns.length; index++) {
      row[columns[index] ?? ""] = cells[index];
    }
    return row;
  });
}

/** Columns whose integers JSON has rounded. */
export function roundedColumns(
  columns: readonly string[],
  types: readonly string[],
  values: readonly (readonly unknown[])[],
): string[] {
  return columns.filter((_, index) =>
    /Int(64|128|256)/.test(types[index] ?? "") &&
    values.some((cells) => {
      const cell = cells[index];
      return isNumber(cell) && !Number.isSafeInteger(cell);
    })
  );
}

function typeName(type: unknown): string {
  return isText(type) ? type : String(listIn(type)[1] ?? "");
}

function warningText(warning: unknown): string {
  if (isText(warning)) return warning;
  const { message = JSON.stringify(warning) } = Object(warning);
  return String(message);
}
