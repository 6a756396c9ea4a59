/**
 * Names that PostHog does not know: `insights` is found as `system.insights`,
 * and for what stays unknown the nearest names are told.
 *
 * @module
 */

import type { Connection } from "./connection.ts";
import {
  FieldNotFoundError,
  ObjectNotFoundError,
  QueryError,
} from "./errors.ts";
import { tokenize } from "./hogql_tokens.ts";
import { isText } from "./kinds.ts";
import { didYouMean, nearest } from "./nearest.ts";
import { isPostHogError } from "./posthog_error.ts";
import { askNode } from "./query_request.ts";
import { schemaOf, SYSTEM } from "./schema.ts";
import { List, Num, object } from "./shape.ts";
import { parseWire } from "./wire_shape.ts";

/**
 * Asks; when a table is unknown, once more with `system.` before its name.
 * PostHog's own tables win, so nothing a project calls `insights` is hidden.
 */
export async function askWithNames<T>(
  connection: Connection,
  hogql: string,
  ask: (hogql: string) => Promise<T>,
): Promise<T> {
  const { systemTables } = connection;
  try {
    return await ask(withSystem(hogql, systemTables));
  } catch (error) {
    const table = unknownTable(error);
    const longer = withSystem(hogql, new Set([...systemTables, table ?? ""]));
    if (!table || systemTables.has(table) || longer === hogql) {
      throw await explain(connection, hogql, error);
    }
    try {
      const answer = await ask(longer);
      systemTables.add(table);
      return answer;
    } catch (second) {
      throw await explain(
        connection,
        hogql,
        unknownTable(second) ? error : second,
      );
    }
  }
}

/** Puts `system.` before these names where a table stands. */
function withSystem(hogql: string, names: ReadonlySet<string>): string {
  const found = tablesIn(hogql).filter(({ name }) => names.has(name));
  return found.reduceRight(
    (text, { start }) => text.slice(0, start) + SYSTEM + text.slice(start),
    hogql,
  );
}

/** Plain names behind FROM and JOIN. */
function tablesIn(hogql: string): { name: string; start: number }[] {
  const tokens = tokenize(hogql);
  return tokens.flatMap(({ kind, start, end }, index) => {
    const before = tokens[index - 1]?.text ?? "";
    const after = tokens[index + 1]?.text ?? "";
    const isTable = kind === "word" && /^(FROM|JOIN)$/.test(before) &&
      !/^[.(]$/.test(after);
    return isTable ? [{ name: hogql.slice(start, end), start }] : [];
  });
}

function unknownTable(error: unknown): string | undefined {
  if (!(error instanceof ObjectNotFoundError)) return undefined;
  const { object } = error.details;
  return isText(object) && error.status === 400 ? object : undefined;
}

/** Adds the nearest names to an error that has none, and the place to one of syntax. */
async function explain(
  connection: Connection,
  hogql: string,
  error: unknown,
): Promise<unknown> {
  if (error instanceof QueryError) {
    return await locate(connection, hogql, error);
  }
  const isTable = error instanceof ObjectNotFoundError;
  const isField = error instanceof FieldNotFoundError;
  if (!isTable && !isField || error.suggestions.length > 0) return error;
  const wanted = error.details[isTable ? "object" : "field"];
  if (!isText(wanted)) return error;
  const names = await namesNear(connection, hogql, isTable);
  const suggestions = nearest(wanted, names);
  if (suggestions.length === 0) return error;
  return new (isTable ? ObjectNotFoundError : FieldNotFoundError)(
    error.message,
    {
      ...error,
      hint: didYouMean(suggestions),
      details: { ...error.details, suggestions },
    },
  );
}

const Metadata = object({ errors: List });

const Place = object({ start: Num, end: Num });

/** PostHog tells the place of an error only when asked for metadata. */
async function locate(
  connection: Connection,
  hogql: string,
  error: QueryError,
): Promise<QueryError> {
  const isSyntax = error.code === "hogql_syntax_error";
  if (!isSyntax || error.position) return error;
  try {
    const { body } = await askNode(connection, {
      kind: "HogQLMetadata",
      language: "hogQL",
      query: hogql,
    }, {});
    const [first] = parseWire("metadata", Metadata, body).errors;
    const position = parseWire("the place", Place, first);
    return new QueryError(error.message, {
      ...error,
      details: { ...error.details, position },
    });
  } catch (second) {
    // The place only makes the message better.
    if (isPostHogError(second)) return error;
    throw second;
  }
}

/** Tables of the project, or columns of the tables the query names. */
async function namesNear(
  connection: Connection,
  hogql: string,
  isTable: boolean,
): Promise<string[]> {
  try {
    const schema = await schemaOf(connection);
    if (isTable) return [...schema.keys()];
    return tablesIn(hogql).flatMap(({ name }) =>
      (schema.get(name) ?? schema.get(SYSTEM + name) ?? []).map((field) =>
        field.name
      )
    );
  } catch (error) {
    // The schema only makes the message better.
    if (isPostHogError(error)) return [];
    throw error;
  }
}
