/**
 * Answers of any size, in batches.
 *
 * @module
 */

import { sealEnvelope } from "./answer_envelope.ts";
import type { Connection } from "./connection.ts";
import { QueryError } from "./errors.ts";
import { failure } from "./failure.ts";
import { quoteIdentifier } from "./identifier.ts";
import { isNumber, isText } from "./kinds.ts";
import { askHogQL, type QueryOptions } from "./query.ts";
import { type Row, toRows } from "./query_answer.ts";
import { checkCount, MAX_ROWS } from "./query_limit.ts";
import type { QueryValue } from "./query_values.ts";

/** Options of {@linkcode PostHogClient.queryBatches}. */
export interface QueryBatchesOptions extends Omit<QueryOptions, "limit"> {
  /**
   * Rows per batch, up to 50,000.
   * @default {10_000}
   */
  readonly batchSize?: number;
  /**
   * Columns of the answer that together are unique in it and never null:
   * batches are ordered by them, and each starts behind the last.
   * @default {["timestamp", "uuid"]}
   */
  readonly key?: readonly string[];
}

/**
 * Runs a query batch by batch, without OFFSET, which PostHog refuses for
 * personal keys: the query becomes a subquery that is cut by its key.
 */
export async function* queryBatches<R = Row>(
  connection: Connection,
  hogql: string,
  options: QueryBatchesOptions = {},
): AsyncGenerator<R[]> {
  const { batchSize = 10_000, key = ["timestamp", "uuid"], ...rest } = options;
  checkCount("page", "batchSize", batchSize, "Pass 1 or more", Infinity);
  const size = Math.min(batchSize, MAX_ROWS);
  const startedAt = connection.settings.now();
  const inner = `SELECT * FROM (\n${hogql.replace(/[;\s]+$/, "")}\n)`;
  let last: Values | undefined;
  let rows = 0;
  for (;;) {
    const { columns, types, values, truth } = await askHogQL(
      connection,
      `${inner}${last?.where ?? ""} ORDER BY ${
        key.map(quoteIdentifier).join(", ")
      } LIMIT ${size}`,
      { ...rest, values: { ...options.values, ...last?.values } },
    );
    rows += values.length;
    const isLast = values.length < size;
    if (isLast) {
      await sealEnvelope(connection, {
        ...truth,
        question: [hogql, options.values ?? {}],
        rows,
        truncated: false,
        limit: null,
        startedAt,
      });
    }
    // The only cast of rows: their shape is the query's, known to its author.
    if (values.length > 0) yield toRows(columns, values) as R[];
    if (isLast) return;
    const place = behind(key, columns, types, values.at(-1) ?? []);
    if (JSON.stringify(place) === JSON.stringify(last)) throw notUnique(key);
    last = place;
  }
}

interface Values {
  readonly where: string;
  readonly values: Readonly<Record<string, QueryValue>>;
}

/** `a > x OR (a = x AND b > y)`: everything behind a row. */
function behind(
  key: readonly string[],
  columns: readonly string[],
  types: readonly string[],
  row: readonly unknown[],
): Values {
  const values: Record<string, QueryValue> = {};
  let where = "";
  for (const [place, column] of [...key.entries()].reverse()) {
    const index = columns.indexOf(column);
    const value = row[index];
    if (!isText(value) && !isNumber(value)) {
      throw notUnique(key);
    }
    const name = `key_${place}`;
    values[name] = value;
    const bound = convert(types[index] ?? "", name);
    const field = quoteIdentifier(column);
    where = where === ""
      ? `${field} > ${bound}`
      : `${field} > ${bound} OR (${field} = ${bound} AND (${where}))`;
  }
  return { where: ` WHERE ${where}`, values };
}

/** A value comes back as text, and is compared as what it was. */
function convert(type: string, name: string): string {
  const [kind] = /DateTime|UUID|Date/.exec(type) ?? [];
  return kind ? `to${kind}({${name}})` : `{${name}}`;
}

function notUnique(key: readonly string[]): QueryError {
  return failure(
    QueryError,
    `page by ${key.join(", ")}`,
    "they must be columns of the answer, unique together, and never null",
    "invalid_key",
    "Select the columns of the key, or pass another key",
  );
}
